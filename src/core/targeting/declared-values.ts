import type { AttributeRule } from './rule.ts'

/** The values that a rule names, as decisions store them. Texts that an option does not know are not among them. */
export function declaredValues(rule: AttributeRule): readonly string[] {
  const named = rule.type === 'string' || rule.type === 'list' ? rule.options : rule.buckets
  const values = [...named.map(({ value }) => value), ...(rule.default === undefined ? [] : [rule.default])]
  return [...new Set(values.map(value => value.trim().toLowerCase()))]
}
