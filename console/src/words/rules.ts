import type { AttributeRule } from '../../../src/core/targeting/rule.ts'

export type RuleType = AttributeRule['type']

export const RULE_TYPES: Readonly<Record<RuleType, { readonly label: string; readonly help: string }>> = {
  string: { label: 'Text', help: 'Names for the same value become one: USA, United States → us' },
  list: { label: 'List', help: 'The same for each part of a list: "Shoes, Hats" → shoes, hats' },
  numeric: { label: 'Number', help: 'Ranges: up to 10 → low, above → high' },
  date: { label: 'Date', help: 'Days since: up to 7 → new, above → old' },
}

/** One line of the editor: a value, and what becomes that value. */
export interface Line {
  readonly id: number
  readonly value: string
  /** For texts: one name a line. For numbers and dates: the bound, or nothing for no bound. */
  readonly from: string
}

/** What the editor holds: text, as it is written. */
export interface Draft {
  readonly name: string
  readonly type: RuleType
  readonly source: string
  readonly separator: string
  readonly otherwise: string
  readonly lines: readonly Line[]
}

let lines = 0
export const newLine = (value = '', from = ''): Line => ({ id: ++lines, value, from })

export const EMPTY_DRAFT: Draft = {
  ...{ name: '', type: 'string', source: '', separator: '', otherwise: '' },
  lines: [newLine()],
}

const bound = (value: number | undefined): string => (value === undefined ? '' : String(value))

export function toDraft(rule: AttributeRule): Draft {
  const common = {
    name: rule.name,
    type: rule.type,
    source: rule.source ?? '',
    separator: rule.type === 'list' ? (rule.separator ?? '') : '',
    otherwise: rule.default ?? '',
  }
  switch (rule.type) {
    case 'numeric':
      return { ...common, lines: rule.buckets.map(({ value, max }) => newLine(value, bound(max))) }
    case 'date':
      return { ...common, lines: rule.buckets.map(({ value, max_days }) => newLine(value, bound(max_days))) }
    default:
      return {
        ...common,
        lines: rule.options.map(({ value, aliases = [] }) => newLine(value, aliases.join('\n'))),
      }
  }
}

const textsOf = (from: string): string[] =>
  from
    .split('\n')
    .map(text => text.trim())
    .filter(text => text !== '')

/** The rule as the API takes it. Empty lines and empty fields are left out. */
export function toRule(draft: Draft): AttributeRule {
  const { name, type, source, separator, otherwise } = draft
  const written = draft.lines.filter(({ value }) => value.trim() !== '')
  const common = {
    name: name.trim(),
    ...(source.trim() === '' ? {} : { source: source.trim() }),
    ...(otherwise.trim() === '' ? {} : { default: otherwise.trim() }),
  }
  const options = written.map(({ value, from }) => ({
    value: value.trim(),
    ...(textsOf(from).length === 0 ? {} : { aliases: textsOf(from) }),
  }))
  switch (type) {
    case 'string':
      return { ...common, type, options }
    case 'list':
      return { ...common, type, options, ...(separator === '' ? {} : { separator }) }
    case 'numeric':
      return {
        ...{ ...common, type },
        buckets: written.map(({ value, from }) => ({
          value: value.trim(),
          ...(from.trim() === '' ? {} : { max: Number(from) }),
        })),
      }
    case 'date':
      return {
        ...{ ...common, type },
        buckets: written.map(({ value, from }) => ({
          value: value.trim(),
          ...(from.trim() === '' ? {} : { max_days: Number(from) }),
        })),
      }
  }
}

/** What a rule knows, for a list: its values. */
export const valuesOf = (rule: AttributeRule): string =>
  (rule.type === 'string' || rule.type === 'list' ? rule.options : rule.buckets)
    .map(({ value }) => value)
    .join(', ')
