import { Float, formatFloat } from './float.ts'
import { Moment } from './moment.ts'

/** The text of a value, as Liquid prints it: nothing for null, the items of a list without anything between them. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return textOfNumber(value)
  if (Array.isArray(value)) return value.map(textOf).join('')
  if (typeof value !== 'object' || value instanceof Float || value instanceof Moment) return String(value)
  return NO_TEXT
}

function textOfNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error('a number is not finite')
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : formatFloat(value)
}

/** What JavaScript prints for an object. It is looked for in the result, so it never reaches a person. */
const NO_TEXT = '[object Object]'

const wholeOf = (value: unknown, otherwise: number): number => {
  if (value === undefined || value === null) return otherwise
  const number = Math.trunc(Number.parseFloat(textOf(value)))
  return Number.isNaN(number) ? otherwise : number
}

const SPACES = /[ \t\n\v\f\r\0]+/
const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string, characters: RegExp): string =>
  text.replace(characters, character => ESCAPED[character] ?? character)

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

const urlEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, character => percent(character.charCodeAt(0)))

/** What is no code, such as the sign in 100 %, stays as it is. */
function urlDecode(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, codes => {
    try {
      return decodeURIComponent(codes)
    } catch {
      throw new Error('invalid byte sequence in UTF-8')
    }
  })
}

/** A space separates at any white space, and leaves out what is empty. Empty items at the end are always left out. */
function split(text: string, separator: string): readonly string[] {
  if (separator === ' ') return text.split(SPACES).filter(item => item !== '')
  const items = separator === '' ? [...text] : text.split(separator)
  return items.slice(0, items.findLastIndex(item => item !== '') + 1)
}

/** The first words, and an ending if there are more. A text that is short enough stays as it is. */
function truncateWords(text: string, words: number, ending: string): string {
  const items = split(text, ' ')
  const wanted = Math.max(words, 1)
  return items.length <= wanted ? text : items.slice(0, wanted).join(' ') + ending
}

/** Cuts off a text after so many characters, with its ending. */
function truncate(text: string, length: number, ending: string): string {
  const characters = [...text]
  if (characters.length <= length) return text
  return characters.slice(0, Math.max(length - [...ending].length, 0)).join('') + ending
}

function slice(value: unknown, start: unknown, length: unknown): unknown {
  const items: readonly unknown[] = Array.isArray(value) ? value : [...textOf(value)]
  const from = wholeOf(start, 0)
  const begin = from < 0 ? from + items.length : from
  const count = wholeOf(length, 1)
  const part = begin < 0 || count < 0 ? [] : items.slice(begin, begin + count)
  return Array.isArray(value) ? part : part.join('')
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  return 0
}

const jsonText = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Filters of texts that the engine has not, or has otherwise than Ruby. */
export const TEXT: Readonly<Record<string, (value: unknown, ...args: readonly unknown[]) => unknown>> = {
  split: (value, separator) => split(textOf(value), textOf(separator)),
  truncatewords: (value, words, ending = '...') =>
    truncateWords(textOf(value), wholeOf(words, 15), textOf(ending)),
  truncate: (value, length, ending = '...') => truncate(textOf(value), wholeOf(length, 50), textOf(ending)),
  slice,
  size: sizeOf,
  escape: value => escapeText(textOf(value), /[&<>"']/g),
  h: value => escapeText(textOf(value), /[&<>"']/g),
  escape_once: value => escapeText(textOf(value), /["'<>]|&(?!(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);)/g),
  url_encode: value => urlEncode(textOf(value)).replaceAll('%20', '+'),
  url_decode: value => urlDecode(textOf(value)),
  url_param_escape: value => urlEncode(textOf(value)),
  url_escape: value => encodeURI(textOf(value).toWellFormed()),
  json_escape: value => jsonText(textOf(value)),
  as_json_string: value => JSON.stringify(value ?? null),
}
