import { isFitting, readAlias } from './alias.ts'
import { daysSince } from './recency.ts'
import type { AttributeRule } from './rule.ts'

/** Lower-case values by attribute. An attribute without a value is not there. */
export type Attributes = Readonly<Record<string, readonly string[]>>

/** More values of one attribute are ignored. */
const VALUES_MAX = 100

/**
 * The attributes that targeting looks at: each rule gives one, and what no rule is named after passes in lower
 * case. A value that its rule does not know becomes the rule's default; without one, texts stay as they
 * are, and numbers and dates are left out.
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
  for (const rule of rules) keep(rule.name, applyRule(rule, read(raw, rule), now))
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

function applyRule(rule: AttributeRule, texts: readonly string[], now: Date): readonly string[] {
  const values = valuesOf(rule, texts, now).map(value => value ?? rule.default)
  const known = values.length > 0 ? values : [rule.default]
  return unique(known.flatMap(value => (value === undefined ? [] : [value.trim().toLowerCase()])))
}

/** One value for each text: undefined where the rule has none for it. */
function valuesOf(rule: AttributeRule, texts: readonly string[], now: Date): readonly (string | undefined)[] {
  switch (rule.type) {
    case 'string':
      return texts.map(text => optionFor(rule, text))
    case 'list':
      return splitAll(texts, rule.separator ?? ',').map(text => optionFor(rule, text))
    case 'numeric':
      return texts.map(text => bucketFor(rule.buckets, Number(text), ({ max }) => max))
    case 'date':
      return texts.map(text => bucketFor(rule.buckets, daysSince(text, now), ({ max_days }) => max_days))
  }
}

function splitAll(texts: readonly string[], separator: string): readonly string[] {
  return textsOf(texts.flatMap(text => text.split(separator, VALUES_MAX)))
}

type OptionRule = Extract<AttributeRule, { type: 'string' | 'list' }>

interface Options {
  readonly texts: ReadonlyMap<string, string>
  readonly patterns: readonly { readonly pattern: RegExp; readonly value: string }[]
}

const compiled = new WeakMap<OptionRule, Options>()

/** Exact texts win over patterns, and earlier patterns over later ones. */
function optionFor(rule: OptionRule, text: string): string | undefined {
  let options = compiled.get(rule)
  if (!options) {
    options = compile(rule)
    compiled.set(rule, options)
  }
  const exact = options.texts.get(text.toLowerCase())
  if (exact !== undefined) return exact
  const found = options.patterns.find(({ pattern }) => isFitting(pattern, text))
  return found?.value ?? (rule.default === undefined ? text : undefined)
}

function compile({ options }: OptionRule): Options {
  const named = options.flatMap(({ value, aliases = [] }) =>
    aliases.flatMap(written => {
      const alias = readAlias(written)
      return alias.ok ? [{ value, alias: alias.value }] : []
    }),
  )
  const texts = named.flatMap(({ value, alias }) => ('text' in alias ? [[alias.text, value] as const] : []))
  const values = options.map(({ value }) => [value.trim().toLowerCase(), value] as const)
  return {
    texts: new Map([...texts.reverse(), ...values.reverse()]),
    patterns: named.flatMap(({ value, alias }) =>
      'pattern' in alias ? [{ pattern: alias.pattern, value }] : [],
    ),
  }
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
