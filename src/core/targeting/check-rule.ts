import { isExpression, readAlias } from './alias.ts'
import { RULE_SIZE_MAX } from './options.ts'
import type { AttributeRule } from './rule.ts'

/** An error in a rule that its schema does not detect. */
export interface RuleFault {
  /** JSON pointer into the rule. */
  readonly field: string
  readonly message: string
}

/** Finds errors in a rule that matches the schema: aliases that cannot be used, and buckets in the wrong order. */
export function checkRule(rule: AttributeRule): readonly RuleFault[] {
  switch (rule.type) {
    case 'string':
    case 'list':
      return checkOptions(rule.options)
    case 'numeric':
      return checkBounds(
        rule.buckets.map(({ max }) => max),
        'max',
      )
    case 'date':
      return checkBounds(
        rule.buckets.map(({ max_days }) => max_days),
        'max_days',
      )
  }
}

interface Option {
  readonly value: string
  readonly aliases?: readonly string[]
}

function checkOptions(options: readonly Option[]): readonly RuleFault[] {
  const owners = new Map<string, string>()
  const faults: RuleFault[] = []

  function claim(text: string, owner: string, field: string): void {
    const other = owners.get(text)
    if (other === undefined) owners.set(text, owner)
    else if (other !== owner) faults.push({ field, message: `"${text}" is already an alias of "${other}".` })
  }

  options.forEach(({ value }, at) => {
    const field = `/options/${at}/value`
    const text = value.trim().toLowerCase()
    if (owners.has(text)) faults.push({ field, message: `The value "${text}" is listed twice.` })
    owners.set(text, text)
  })
  let size = 0
  options.forEach(({ value, aliases = [] }, at) => {
    aliases.forEach((written, position) => {
      if (size > RULE_SIZE_MAX && isExpression(written)) return
      const field = `/options/${at}/aliases/${position}`
      const alias = readAlias(written)
      if (!alias.ok) faults.push({ field, message: alias.reason })
      else if ('text' in alias.value) claim(alias.value.text, value.trim().toLowerCase(), field)
      else {
        size += alias.value.pattern.size
        if (size > RULE_SIZE_MAX) faults.push({ field, message: TOO_MANY })
      }
    })
  })
  return faults
}

const TOO_MANY =
  `From this alias on, the regular expressions of this rule are too large: together they compile to more than ` +
  `${RULE_SIZE_MAX} instructions. Use fewer, or exact texts, whose number is not limited.`

/** Each bucket ends at its bound. Only the last may have none. */
function checkBounds(bounds: readonly (number | undefined)[], key: string): readonly RuleFault[] {
  return bounds.flatMap((bound, at) => {
    const field = `/buckets/${at}/${key}`
    const before = bounds[at - 1]
    if (bound === undefined) {
      return at === bounds.length - 1
        ? []
        : [{ field, message: 'Only the last bucket may have no upper bound.' }]
    }
    if (before !== undefined && bound <= before) {
      return [{ field, message: `Must be more than ${before}, the end of the bucket before it.` }]
    }
    return []
  })
}
