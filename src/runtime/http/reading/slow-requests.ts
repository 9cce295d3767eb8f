import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { CATALOGUE, Problem, problemBody } from '../problem.ts'

/** Time limit until the last byte of a request. The largest bodies need a second on a slow connection. */
export const REQUEST_TIMEOUT_MS = 30_000

/** Interval at which Node checks for requests over the time limit. */
export const TIMEOUT_CHECK_MS = 1_000

const TOO_SLOW = new Problem(
  'too-slow',
  'The request did not arrive completely in time. Send it again without pauses. Split a large one into smaller parts.',
)
const UNREADABLE = new Problem(
  'invalid-request',
  'This is not a valid HTTP request. Check the address, the port and the headers.',
)

const TOO_LONG = new Problem(
  'headers-too-large',
  `The address and the headers of a request may have ${maxHeaderSize} bytes together. Send less, such as parameters in the body.`,
)

const NOT_ASCII = new Problem(
  'invalid-request',
  'The address of this request has characters that must be escaped, such as an umlaut or ©. An editor may have made © of the text &copy: write &copy_id= again, and encode the values of parameters.',
)

/** The problem of a request line that is no HTTP. The parser keeps the bytes that it could not read. */
function unreadable({ code, rawPacket }: Refused): Problem {
  if (code !== 'HPE_INVALID_URL' || !(rawPacket instanceof Uint8Array)) return UNREADABLE
  const end = rawPacket.indexOf(LINE_FEED)
  return rawPacket.subarray(0, end === -1 ? undefined : end).some(byte => byte > 0x7e)
    ? NOT_ASCII
    : UNREADABLE
}

const LINE_FEED = 0x0a

// Node gives the bytes, whatever Fastify's types say.
type Refused = Error & { readonly code?: string; readonly rawPacket?: unknown }

/** Answers requests that Node refuses before Fastify sees them, and closes the connection. */
export function refuseConnection(error: Refused, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const isLong = error.code === 'HPE_HEADER_OVERFLOW'
  const problem = isSlow ? TOO_SLOW : isLong ? TOO_LONG : unreadable(error)
  const { status } = CATALOGUE[problem.code]
  const body = JSON.stringify(problemBody(problem))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json',
    'x-content-type-options: nosniff',
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
