import { gunzipSync, inflateSync } from 'node:zlib'

/** What compressed bytes may become. A body that arrives in plain text is smaller. */
const DECODED_BYTES_MAX = 32 * 1_048_576

/** Decodes gzip and zlib by their first bytes. Returns other bytes, and those that cannot be decoded, as they are. */
export function decompress(bytes: Uint8Array): Uint8Array {
  const decode = isGzip(bytes) ? gunzipSync : isZlib(bytes) ? inflateSync : undefined
  if (decode === undefined) return bytes
  try {
    return decode(bytes, { maxOutputLength: DECODED_BYTES_MAX })
  } catch {
    return bytes
  }
}

export const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b

export const isZlib = ([first, second = 0]: Uint8Array): boolean =>
  first === 0x78 && (0x7800 | second) % 31 === 0
