import type { Event } from './event.ts'

/**
 * What programs and forms write where they know nobody. Two people who share such an "id" are strangers, so that
 * nothing may be joined, credited or erased by it. In lower case, without quotes and brackets around it.
 */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['null', 'undefined', 'none', 'nil', 'nan', 'void', 'empty', 'blank', 'missing', 'true', 'false'],
  ...['unknown', 'anonymous', 'anon', 'guest', 'not set', 'not available', 'not provided'],
  ...['n/a', '#n/a', 'n.a.', '\\n', '-1', 'object object', 'object undefined', 'object null'],
])

// A nil UUID and the greatest one, with or without hyphens, and a plain 0, also written as 0.0 or 000.
const ZEROS = /^(?:0+(?:\.0+)?|(?:0{8}-?(?:0{4}-?){3}0{12})|(?:f{8}-?(?:f{4}-?){3}f{12}))$/

// Liquid and Handlebars, Marketing Cloud, Mailchimp, template strings, and JSP or ERB; the first also as a URL has it.
const UNFILLED = /\{\{|\}\}|\{%|%\}|%%[^%]+%%|\*\||\|\*|\$\{|<%|%>|%7b%7b/i

const AROUND = /^["'`([{<]+|["'`)\]}>]+$/g
// Nothing, or what forms and spreadsheets put for it.
const DASHES = /^[-–—_?.*/\\@#\s]*$/

// Nearly every id. Quotes, brackets, spaces and marks of templates are not in it.
const PLAIN = /^[\w.@+:-]+$/

/** Longer texts are shown shortened. */
const SHOWN_MAX = 60

/**
 * Why a user id or an address names nobody, as the end of a sentence about it; undefined when it names somebody.
 * Everything that joins, credits or erases people asks this first.
 */
export function whyNobody(text: string): string | undefined {
  // A choice is made in 80 µs, and the whole check takes one of them.
  if (PLAIN.test(text)) return isPlaceholder(text.toLowerCase()) ? 'is a placeholder' : undefined
  if (UNFILLED.test(text)) return 'is a template that was not filled in'
  return isPlaceholder(text.trim().replace(AROUND, '').trim().toLowerCase()) ? 'is a placeholder' : undefined
}

const isPlaceholder = (bare: string): boolean =>
  DASHES.test(bare) || PLACEHOLDERS.has(bare) || ZEROS.test(bare)

/** The id or address where it names somebody, else null: as good as absent. */
export const namingId = (text: string | null): string | null =>
  text === null || whyNobody(text) !== undefined ? null : text

/** Says that an id was passed over, and why; undefined when it names somebody or is not there. */
export function passedOver(field: string, text: string | null): string | undefined {
  const why = text === null ? undefined : whyNobody(text)
  if (text === null || why === undefined) return undefined
  const shown = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
  return `The ${field} "${shown}" names nobody: it ${why}. It was ignored.`
}

/** The sentences about those of the ids that name nobody. */
export const allPassedOver = (ids: Readonly<Record<string, string | null>>): readonly string[] =>
  Object.entries(ids).flatMap(([field, text]) => passedOver(field, text) ?? [])

/** An event without the ids that name nobody, and what there is to say about those. */
export function withoutNobody(event: Event): {
  readonly event: Event
  readonly passedOver: readonly string[]
} {
  const { userId, email } = event
  const sentences = allPassedOver({ 'user id': userId, address: email })
  if (sentences.length === 0) return { event, passedOver: sentences }
  return { event: { ...event, userId: namingId(userId), email: namingId(email) }, passedOver: sentences }
}
