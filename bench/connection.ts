import { createConnection } from 'node:net'

export interface Reply {
  readonly status: number
  readonly body: string
}

/** One kept-alive HTTP/1.1 connection, one call at a time. */
export interface Connection {
  /** @param call the bytes of a whole request, in Latin-1 */
  send(call: string): Promise<Reply>
  close(): void
}

const CONNECTIONS = 64
const SILENCE_MAX_MS = 15_000
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** The number of connections of every load. */
export const connectAll = (port: number): Promise<readonly Connection[]> =>
  Promise.all(Array.from({ length: CONNECTIONS }, () => connect(port)))

/**
 * Opens a connection to a server on this machine. Node's own client needs several times the processor time, on the
 * cores that the server and its database need.
 */
export function connect(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true })
    let received: Buffer = Buffer.alloc(0)
    let answer: ((reply: Reply) => void) | undefined
    let refuse: (error: Error) => void = reject

    socket.setTimeout(SILENCE_MAX_MS, () => {
      if (answer) socket.destroy(new Error('timeout'))
    })
    socket.on('error', error => refuse(error))
    socket.on('close', () => refuse(new Error('connection closed')))
    socket.on('data', chunk => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const reply = readReply(received)
      if (!reply) return
      received = Buffer.alloc(0)
      answer?.(reply)
      answer = undefined
    })
    socket.on('connect', () =>
      resolve({
        send: call =>
          new Promise((resolveReply, rejectReply) => {
            answer = resolveReply
            refuse = rejectReply
            if (socket.destroyed) rejectReply(new Error('connection closed'))
            else socket.write(call, 'latin1')
          }),
        close: () => socket.destroy(),
      }),
    )
  })
}

/** Undefined while the answer is incomplete. Both servers send the length of their answers. */
function readReply(received: Buffer): Reply | undefined {
  const end = received.indexOf(END_OF_HEAD)
  if (end === -1) return undefined
  const head = received.toString('latin1', 0, end)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const start = end + END_OF_HEAD.length
  if (received.length < start + length) return undefined
  return { status: Number(head.slice(9, 12)), body: received.toString('utf8', start, start + length) }
}
