import { Buffer, isUtf8 } from 'node:buffer'

const OPENING = new Set([0x7b, 0x5b])

/**
 * The same text in UTF-8. Text in another character set is converted if the sender named the set, if the text begins
 * with a mark of UTF-16, or if it is JSON in UTF-16. Other bytes are given back unchanged.
 * @param contentType the header of the request, with its charset
 */
export function asUtf8(bytes: Uint8Array, contentType = ''): Uint8Array {
  const wide = wideCharset(bytes)
  const charset = wide ?? charsetOf(contentType)
  if (charset === undefined || (wide === undefined && isUtf8(bytes))) return bytes
  try {
    return Buffer.from(new TextDecoder(charset, { fatal: true }).decode(bytes))
  } catch {
    return bytes
  }
}

const charsetOf = (contentType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1]

function wideCharset([first = 1, second = 1]: Uint8Array): string | undefined {
  if ((first === 0xff && second === 0xfe) || (OPENING.has(first) && second === 0)) return 'utf-16le'
  return (first === 0xfe && second === 0xff) || (first === 0 && OPENING.has(second)) ? 'utf-16be' : undefined
}
