import { gunzipSync, inflateSync } from 'node:zlib'

const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b
const isZlib = ([first, second = 0]: Uint8Array): boolean => first === 0x78 && (0x7800 | second) % 31 === 0
export const isZstandard = ([first, second]: Uint8Array): boolean => first === 0x28 && second === 0xb5

/** Whether the bytes begin as those of a compressor do. No text in UTF-8 begins so, but `x` and a sign for zlib. */
export const isCompressed = (bytes: Uint8Array): boolean =>
  isGzip(bytes) || isZlib(bytes) || isZstandard(bytes)

/**
 * The content of bytes in the format of gzip or zlib. All other bytes are given back, and so are damaged ones.
 * @param bytesMax the maximum size of the content; more counts as damaged
 */
export function decompress(bytes: Uint8Array, bytesMax: number): Uint8Array {
  const decode = isGzip(bytes) ? gunzipSync : isZlib(bytes) ? inflateSync : undefined
  if (decode === undefined) return bytes
  try {
    return decode(bytes, { maxOutputLength: bytesMax })
  } catch {
    return bytes
  }
}
