/** A piece of copy: text, or an insertion or tag of Liquid. */
export interface CopyPart {
  readonly kind: 'text' | 'liquid'
  readonly text: string
  /** Where it begins in the copy. */
  readonly at: number
}

// A tag that is not closed reaches to the end of the line: that is where the eye looks for it.
const LIQUID = /\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)/gms

/** The parts of a copy, in their order. Together they are the copy. */
export function copyParts(copy: string): readonly CopyPart[] {
  const parts: CopyPart[] = []
  let at = 0
  for (const { 0: text, index } of copy.matchAll(LIQUID)) {
    if (index > at) parts.push({ kind: 'text', text: copy.slice(at, index), at })
    parts.push({ kind: 'liquid', text, at: index })
    at = index + text.length
  }
  if (at < copy.length) parts.push({ kind: 'text', text: copy.slice(at), at })
  return parts
}

interface Spot {
  readonly line: number | null
  readonly column: number | null
  readonly word: string | null
  readonly suggestion: string | null
}

/** The copy with a suggestion in the place of the word it replaces; undefined if the word is no longer there. */
export function corrected(copy: string, { line, column, word, suggestion }: Spot): string | undefined {
  if (line === null || column === null || word === null || suggestion === null) return undefined
  const before = copy.split('\n').slice(0, line - 1)
  const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  if (!copy.startsWith(word, at)) return undefined
  return copy.slice(0, at) + suggestion + copy.slice(at + word.length)
}

/** A message as plain text: what a reader without HTML sees. */
export function plainTextOf(html: string): string {
  return html
    .replaceAll(/<(style|script|head)\b[^>]*>.*?<\/\1>/gis, '')
    .replaceAll(/<a\b[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gis, '$2 ($1)')
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|h[1-6]|li|tr)>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
}

const WORD = /^[A-Za-z_][\w-]*$/

/** Whether Liquid can read a field of this name. */
export const isInsertable = (name: string): boolean => WORD.test(name)

/** What inserts a field of a call. */
export const insertionOf = (name: string): string => `{{ ${name} }}`
