import { compileOptions, optionFor, type Steps } from './options.ts'
import { daysSince } from './recency.ts'
import type { AttributeRule } from './rule.ts'

/** Lower-case values by attribute. An attribute without a value is not there. */
export type Attributes = Readonly<Record<string, readonly string[]>>

/** More values of one attribute are ignored. */
const VALUES_MAX = 100

/** What the patterns of one request may take: at the very worst, a tenth of a second. */
export const PATTERN_STEPS_MAX = 1_000_000

/** Compiles the patterns of the rules, which is for when rules are loaded and not for when somebody waits. */
export function compileRules(rules: readonly AttributeRule[]): void {
  for (const rule of rules) if (rule.type === 'string' || rule.type === 'list') compileOptions(rule)
}

/**
 * The attributes that targeting looks at: each rule gives one, and what no rule is named after passes in lower
 * case. A value that its rule does not know becomes the rule's default; without one, texts stay as they
 * are, and numbers and dates are left out. When the patterns have used up their steps, the values that are left
 * are such as no pattern knows.
 * @param raw what the request carried: texts, numbers, booleans, and arrays of those; anything else is ignored
 * @param now the moment from which recency is counted
 */
export function normaliseAttributes(
  raw: Readonly<Record<string, unknown>>,
  rules: readonly AttributeRule[],
  now: Date,
): Attributes {
  // Names come from outside, and `__proto__` is one.
  const attributes: Record<string, readonly string[]> = Object.create(null)
  const keep = (name: string, values: readonly string[]) => {
    if (values.length > 0) attributes[name] = values
  }
  const isRuled = (attribute: string) => rules.some(({ name }) => name === attribute)
  for (const name of Object.keys(raw)) {
    if (!isRuled(name)) keep(name, unique(textsOf(raw[name]).map(text => text.toLowerCase())))
  }
  const steps: Steps = { left: PATTERN_STEPS_MAX }
  for (const rule of rules) keep(rule.name, applyRule(rule, read(raw, rule), now, steps))
  return attributes
}

function read(raw: Readonly<Record<string, unknown>>, { source, name }: AttributeRule): readonly string[] {
  const key = source ?? name
  return Object.hasOwn(raw, key) ? textsOf(raw[key]) : []
}

/** The values as text, trimmed, without the blank ones. */
function textsOf(value: unknown): readonly string[] {
  const texts = (Array.isArray(value) ? value.slice(0, VALUES_MAX) : [value]).map(item =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
      ? String(item).trim()
      : '',
  )
  return texts.filter(text => text !== '')
}

function applyRule(
  rule: AttributeRule,
  texts: readonly string[],
  now: Date,
  steps: Steps,
): readonly string[] {
  const values = valuesOf(rule, texts, now, steps).map(value => value ?? rule.default)
  const known = values.length > 0 ? values : [rule.default]
  return unique(known.flatMap(value => (value === undefined ? [] : [value.trim().toLowerCase()])))
}

/** One value for each text: undefined where the rule has none for it. */
function valuesOf(
  rule: AttributeRule,
  texts: readonly string[],
  now: Date,
  steps: Steps,
): readonly (string | undefined)[] {
  switch (rule.type) {
    case 'string':
      return texts.map(text => optionFor(rule, text, steps))
    case 'list':
      return splitAll(texts, rule.separator ?? ',').map(text => optionFor(rule, text, steps))
    case 'numeric':
      return texts.map(text => bucketFor(rule.buckets, Number(text), ({ max }) => max))
    case 'date':
      return texts.map(text => bucketFor(rule.buckets, daysSince(text, now), ({ max_days }) => max_days))
  }
}

function splitAll(texts: readonly string[], separator: string): readonly string[] {
  return textsOf(texts.flatMap(text => text.split(separator, VALUES_MAX)))
}

/** The first bucket that reaches up to the amount. What is no number is in no bucket. */
function bucketFor<Bucket extends { readonly value: string }>(
  buckets: readonly Bucket[],
  amount: number,
  boundOf: (bucket: Bucket) => number | undefined,
): string | undefined {
  if (!Number.isFinite(amount)) return undefined
  return buckets.find(bucket => amount <= (boundOf(bucket) ?? Number.POSITIVE_INFINITY))?.value
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]
