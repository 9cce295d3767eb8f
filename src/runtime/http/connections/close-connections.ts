import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const LOOK_MS = 50

/**
 * Closes connections when the server closes, instead of waiting for their time-outs. It closes connections without
 * a complete request at once (browsers open them in advance, and Node counts them as busy), and kept-alive
 * connections after their last answer.
 */
export function hangUpWhenClosing(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  app.server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
    if (!app.server.listening) return
    const looking = setInterval(() => app.server.closeIdleConnections(), LOOK_MS)
    app.server.once('close', () => clearInterval(looking))
  })
}
