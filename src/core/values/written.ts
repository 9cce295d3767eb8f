import { spell } from '../../lib/spell.ts'

const ASCII = /^[\x20-\x7e]*$/
/** The zeros of scripts with digits of their own: Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50]
// The separators of Arabic numbers.
const SEPARATORS: Readonly<Record<string, string>> = { '\u066b': '.', '\u066c': "'" }

/**
 * A number or a time as it was written, in plain characters: ASCII digits, letters of common width, ordinary spaces and
 * no marks of direction.
 */
export function plainly(text: string): string {
  if (ASCII.test(text)) return text.trim()
  return spell(text.normalize('NFKC'))
    .replace(/[\u066b\u066c]/g, mark => SEPARATORS[mark] ?? mark)
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/[\u2212\u2013]/g, '-')
}

function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const zero = ZEROS.find(each => code >= each && code < each + 10)
  return zero === undefined ? character : String(code - zero)
}
