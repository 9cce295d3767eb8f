import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const LOOK_MS = 50

/**
 * Hangs up when the server closes, instead of waiting for connections to time out: on those over which nothing was ever
 * asked to the end (browsers and the like open them in advance, and Node takes them for busy), and on kept-alive ones
 * as soon as they have their last answer.
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
