import { type Fields, storableText } from '../../lib/json.ts'

/** A value that the sender gave and Parley cannot read. */
export interface Unread {
  readonly what: 'time' | 'amount' | 'currency' | 'id'
  /** The name of the field. */
  readonly field: string
  /** The value as text, shortened. */
  readonly text: string
}

/** Words that programs write for no value. */
const NO_VALUE = /^(?:null|undefined|none|nil)?$/i

/** Whether a field has a value: not null, not blank, not one of the words for no value, not empty. */
export function isSaid(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return !NO_VALUE.test(value.trim())
  return typeof value !== 'object' || Object.keys(value).length > 0
}

const SHOWN_MAX = 60

/** For values that could not be read: the first of the named fields that has one, as a list of one, or of none. */
export function unreadOf(what: Unread['what'], fields: Fields, names: readonly string[]): readonly Unread[] {
  const field = names.find(name => isSaid(fields[name]))
  return field === undefined ? [] : [unread(what, field, fields[field])]
}

export function unread(what: Unread['what'], field: string, value: unknown): Unread {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value)
  const shown = whole.length > SHOWN_MAX ? `${whole.slice(0, SHOWN_MAX)}…` : whole
  return { what, field, text: storableText(shown) }
}

/** What is wrong, in one sentence. */
export const sentenceOf = ({ what, field, text }: Unread): string =>
  `The ${what} "${text}" in "${field}" cannot be read${CONSEQUENCES[what]}.`

const CONSEQUENCES: Readonly<Record<Unread['what'], string>> = {
  time: ', so the event counts in no figure',
  amount: ', so no money was counted',
  currency: ', so no money was counted',
  id: ' and was ignored',
}

/** How to mend it. */
export const FIX_OF: Readonly<Record<Unread['what'], string>> = {
  time: 'Send the time in ISO 8601 with its zone, such as 2026-10-30T10:00:00Z, or in seconds since 1970, between the years 2000 and 2099, and send the event again.',
  amount: 'Send the amount as a number, such as 1234.56.',
  currency: 'Send the currency as an ISO 4217 code, such as EUR.',
  id: 'Send the id as text or as a number, with 512 characters at most.',
}
