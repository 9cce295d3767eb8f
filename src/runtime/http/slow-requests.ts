import type { Socket } from 'node:net'
import { Problem, problemBody } from './problem.ts'

/**
 * The maximum time in which a request must arrive, to its last byte. The largest bodies need a second on a slow
 * line.
 */
export const REQUEST_TIMEOUT_MS = 30_000

/** The interval of Node's search for slow requests. */
export const TIMEOUT_CHECK_MS = 1_000

const TOO_SLOW = new Problem(
  'too-slow',
  'The request did not arrive to its end in time. Send it again, in one go; if it is large, in smaller parts.',
)
const UNREADABLE = new Problem(
  'invalid-request',
  'This is no HTTP request that can be read. Check the address, the port and the headers.',
)

/** Answers Node's own refusals, for which there is no request object yet, and closes the connection. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const isLong = error.code === 'HPE_HEADER_OVERFLOW'
  const status = isSlow
    ? '408 Request Timeout'
    : isLong
      ? '431 Request Header Fields Too Large'
      : '400 Bad Request'
  const body = JSON.stringify(problemBody(isSlow ? TOO_SLOW : UNREADABLE))
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/problem+json',
    'x-content-type-options: nosniff',
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
