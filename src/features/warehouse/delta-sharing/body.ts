import type { StreamedResponse } from '../../../runtime/outbound/streams.ts'
import { SharingError } from './sharing-error.ts'

/** The body of a small answer. @throws SharingError if it is larger */
export async function bytesOf({ body }: StreamedResponse, bytesMax: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > bytesMax) throw new SharingError(`The server sent an answer of more than ${bytesMax} bytes.`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const NEWLINE = 0x0a

/**
 * The lines of an answer, one by one.
 * @param limits of one line, and of all
 * @throws SharingError if a limit is passed
 */
export async function* linesOf(
  { body }: StreamedResponse,
  limits: { readonly lineBytesMax: number; readonly bytesMax: number },
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = []
  let [restBytes, bytes] = [0, 0]
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > limits.bytesMax)
      throw new SharingError(`The server sent an answer of more than ${limits.bytesMax} bytes.`)
    let start = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...rest, piece.subarray(start, end)])
      ;[rest, restBytes, start] = [[], 0, end + 1]
    }
    rest.push(piece.subarray(start))
    restBytes += piece.length - start
    if (restBytes > limits.lineBytesMax)
      throw new SharingError(`The server sent a line of more than ${limits.lineBytesMax} bytes.`)
  }
  yield Buffer.concat(rest)
}
