// The basic characters of GSM 03.38, and those that take two places because they need an escape.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('\f^{}\\[~]|€')

const GSM = { alone: 160, joined: 153 }
const UNICODE = { alone: 70, joined: 67 }

export interface SmsLength {
  readonly encoding: 'gsm7' | 'unicode'
  /** In the units of the encoding: septets, or UTF-16 code units. */
  readonly units: number
  readonly segments: number
  /** The number of units that still fit into the last segment. */
  readonly left: number
  /** The characters that make the message Unicode; empty for GSM. */
  readonly foreign: readonly string[]
}

/**
 * The length of a text message. One character outside of the GSM alphabet makes the whole message Unicode, which
 * holds less than half as much. In a message of several segments no segment breaks a character of two units.
 */
export function smsLength(text: string): SmsLength {
  const characters = [...text]
  const foreign = [...new Set(characters.filter(each => !BASIC.has(each) && !EXTENDED.has(each)))]
  const encoding = foreign.length === 0 ? 'gsm7' : 'unicode'
  const sizes = characters.map(each => (encoding === 'unicode' ? each.length : EXTENDED.has(each) ? 2 : 1))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { alone, joined } = encoding === 'unicode' ? UNICODE : GSM
  if (units <= alone) return { encoding, units, segments: units === 0 ? 0 : 1, left: alone - units, foreign }
  let [segments, used] = [1, 0]
  for (const size of sizes) {
    if (used + size > joined) {
      segments++
      used = 0
    }
    used += size
  }
  return { encoding, units, segments, left: joined - used, foreign }
}

// Word processors write these characters. Their plain forms mean the same and are in the GSM alphabet.
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '•': '*',
  '´': "'",
  '`': "'",
}

/** A form of the character in the GSM alphabet, if there is one with the same meaning. */
export const plainForm = (character: string): string | undefined =>
  Object.hasOwn(PLAIN, character) ? PLAIN[character] : undefined
