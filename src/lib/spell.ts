// Nearly every id matches. It has one spelling only.
const VISIBLE_ASCII = /^[\x21-\x7e]+$/

// Characters without a glyph: zero-width characters, soft hyphens, direction marks, byte order marks, controls.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}/gu
const WHITE_SPACE = /[\s\u2800]/g

/**
 * The one spelling of a text such as an id: Unicode NFC, without invisible characters and outer white space. Inner white
 * space of any kind is an ordinary space. Equal ids of two senders, such as "josé" in composed and decomposed form, become equal.
 */
export function spell(text: string): string {
  if (VISIBLE_ASCII.test(text)) return text
  return text.replace(INVISIBLE, '').replace(WHITE_SPACE, ' ').trim().normalize('NFC')
}
