import type { Readable } from 'node:stream'

const BYTES_MAX = 65_536
const WAIT_MS = 2_000

/**
 * The start of a body: as much as comes within two seconds, 64 KiB at most. The rest is not read, and its connection
 * is closed.
 * @throws the stream's error if the body is malformed or broken off
 */
export async function startOfBody(body: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  let isCut = false
  const cut = () => {
    isCut = true
    body.destroy()
  }
  const timer = setTimeout(cut, WAIT_MS)
  // Destroying it may report an error after the loop.
  body.on('error', () => {})
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) continue
      chunks.push(chunk)
      size += chunk.length
      if (size < BYTES_MAX) continue
      cut()
      break
    }
  } catch (error) {
    if (!isCut && !endsEarly(error)) throw error
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks).subarray(0, BYTES_MAX)
}

/** Our own limits: the time of the call, and the size of an answer. */
const endsEarly = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || ('code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'))
