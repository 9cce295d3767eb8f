import { type Alias, isExpression, readSavedAlias } from './alias.ts'
import type { Pattern } from './pattern.ts'
import type { AttributeRule } from './rule.ts'

/** A rule that maps texts to values by aliases. */
export type OptionRule = Extract<AttributeRule, { type: 'string' | 'list' }>

/** The largest total size of a rule's patterns, in instructions. */
export const RULE_SIZE_MAX = 20_000

/** The remaining steps of a request's patterns. Each match subtracts its steps. */
export interface Steps {
  left: number
}

interface Options {
  readonly texts: ReadonlyMap<string, string>
  readonly patterns: readonly { readonly pattern: Pattern; readonly value: string }[]
}

// Rules never change in place.
const compiled = new WeakMap<OptionRule, Options>()

/** Compiles a rule's aliases, once. */
export function compileOptions(rule: OptionRule): Options {
  let options = compiled.get(rule)
  if (!options) {
    options = compile(rule)
    compiled.set(rule, options)
  }
  return options
}

/**
 * Finds the value of a text. Exact texts win over patterns, and earlier patterns over later ones.
 * @returns without a match: the text itself, or undefined if the rule has a default
 */
export function optionFor(rule: OptionRule, text: string, steps: Steps): string | undefined {
  const { texts, patterns } = compileOptions(rule)
  const exact = texts.get(text.toLowerCase())
  if (exact !== undefined) return exact
  for (const { pattern, value } of patterns) {
    steps.left -= pattern.stepsFor(text)
    if (steps.left < 0) break
    if (pattern.fits(text)) return value
  }
  return rule.default === undefined ? text : undefined
}

function compile({ options }: OptionRule): Options {
  const aliases = readAliases(options)
  const texts = aliases.flatMap(({ value, alias }) => ('text' in alias ? [[alias.text, value] as const] : []))
  const values = options.map(({ value }) => [value.trim().toLowerCase(), value] as const)
  return {
    texts: new Map([...texts.reverse(), ...values.reverse()]),
    patterns: aliases.flatMap(({ value, alias }) =>
      'pattern' in alias ? [{ pattern: alias.pattern, value }] : [],
    ),
  }
}

/** The usable aliases, up to the largest size of a rule. */
function readAliases(options: OptionRule['options']): readonly { value: string; alias: Alias }[] {
  let size = 0
  const written = options.flatMap(({ value, aliases = [] }) => aliases.map(text => ({ value, text })))
  return written.flatMap(({ value, text }) => {
    if (size > RULE_SIZE_MAX && isExpression(text)) return []
    const alias = readSavedAlias(text)
    if (alias === undefined) return []
    if ('pattern' in alias) size += alias.pattern.size
    return 'text' in alias || size <= RULE_SIZE_MAX ? [{ value, alias }] : []
  })
}
