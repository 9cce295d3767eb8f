import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Hangs up, when the server closes, on connections over which nothing was ever asked: browsers and the
 * like open them in advance. Node takes them for busy, and would wait for them to time out.
 */
export function hangUpOnUnused(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  app.server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
  })
}
