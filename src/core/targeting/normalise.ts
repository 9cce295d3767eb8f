import { compileOptions, optionFor, type Steps } from './options.ts'
import { daysSince } from './recency.ts'
import type { AttributeRule } from './rule.ts'

/** Lower-case values by attribute. Attributes without a value are absent. */
export type Attributes = Readonly<Record<string, readonly string[]>>

/** More values of one attribute are ignored. */
const VALUES_MAX = 100

/** The steps that the patterns of one request may take: a tenth of a second in the worst case. */
export const PATTERN_STEPS_MAX = 1_000_000

/** Compiles the patterns of the rules. Call it when rules are loaded, so that no request waits for it. */
export function compileRules(rules: readonly AttributeRule[]): void {
  for (const rule of rules) if (rule.type === 'string' || rule.type === 'list') compileOptions(rule)
}

/**
 * Computes the attributes for targeting. Each rule gives one attribute; other attributes are kept in lower case. A
 * value that its rule does not know becomes the rule's default. Without a default, unknown texts are kept, and unknown
 * numbers and dates are left out. When the patterns have used all their steps, the remaining values match no pattern.
 * @param raw the attributes of the request: texts, numbers, booleans, and arrays of these; other values are ignored
 * @param now the moment that recency is measured to
 */
export function normaliseAttributes(
  raw: Readonly<Record<string, unknown>>,
  rules: readonly AttributeRule[],
  now: Date,
): Attributes {
  // Names come from requests, and one may be `__proto__`.
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

/** The values as trimmed text, without blank ones. */
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

/** One value for each text; undefined if the rule has none for it. */
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

/** The first bucket whose bound is not below the amount. NaN and infinity are in no bucket. */
function bucketFor<Bucket extends { readonly value: string }>(
  buckets: readonly Bucket[],
  amount: number,
  boundOf: (bucket: Bucket) => number | undefined,
): string | undefined {
  if (!Number.isFinite(amount)) return undefined
  return buckets.find(bucket => amount <= (boundOf(bucket) ?? Number.POSITIVE_INFINITY))?.value
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]
