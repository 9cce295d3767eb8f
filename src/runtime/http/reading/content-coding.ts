import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { fail, ok, type Result } from '../../../lib/result.ts'

/** The reason why a compressed body was not read. */
export type CodingFault = 'unknown-coding' | 'damaged' | 'too-large'

type Decode = (bytes: Uint8Array, maxOutputLength: number) => Promise<Uint8Array>

const decoder =
  (decode: (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>): Decode =>
  (bytes, maxOutputLength) =>
    decode(bytes, { maxOutputLength })

const gzip = decoder(promisify(gunzip))
const brotli = decoder(promisify(brotliDecompress))
const zlib = decoder(promisify(inflate))
const raw = decoder(promisify(inflateRaw))
// Many senders leave out the zlib header that HTTP requires.
const deflate: Decode = (bytes, max) => (hasZlibHeader(bytes) ? zlib : raw)(bytes, max)

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ...['gzip', 'x-gzip'].map(name => [name, gzip] as const),
  ...['deflate', 'x-deflate'].map(name => [name, deflate] as const),
  ...['br', 'brotli'].map(name => [name, brotli] as const),
])

/** Some senders write the character set into this header. It is no coding. */
const NO_CODING = new Set(['', 'identity', 'none', 'utf-8', 'utf8', 'us-ascii', 'application/json'])

const CODINGS_MAX = 3

/** The codings of a Content-Encoding header, the last applied first. Empty if the body is as it was written. */
export const codingsOf = (header: string | undefined): readonly string[] =>
  header === undefined
    ? []
    : header
        .split(',')
        .map(coding => coding.trim().toLowerCase())
        .filter(coding => !NO_CODING.has(coding))
        .reverse()

/**
 * Undoes the codings of a body. A body that a proxy has already decoded, without removing the header, is given back
 * as it is.
 * @param bytesMax the maximum size of the result, and of each step to it
 */
export async function decodeContent(
  bytes: Uint8Array,
  codings: readonly string[],
  bytesMax: number,
): Promise<Result<Uint8Array, CodingFault>> {
  let decoded = bytes
  for (const coding of codings) {
    if (decoded.length === 0) break
    const decode = codings.length > CODINGS_MAX ? undefined : DECODERS.get(coding)
    const step =
      decode === undefined ? fail('unknown-coding' as const) : await attempt(decode, decoded, bytesMax)
    if (!step.ok) return step.reason !== 'too-large' && isWritten(decoded) ? ok(decoded) : step
    decoded = step.value
  }
  return ok(decoded)
}

async function attempt(
  decode: Decode,
  bytes: Uint8Array,
  bytesMax: number,
): Promise<Result<Uint8Array, CodingFault>> {
  try {
    return ok(await decode(bytes, bytesMax))
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return fail(isLarge ? 'too-large' : 'damaged')
  }
}

const hasZlibHeader = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0

/** Whether the bytes are text, and not the output of a compressor. */
const isWritten = (bytes: Uint8Array): boolean => isUtf8(bytes) && !bytes.includes(0)
