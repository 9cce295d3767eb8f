import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Limits the open connections of a server without refusing anybody who comes: when one more comes, the connection is
 * closed that has waited longest without a complete request. So slow and half-open clients make room for quick ones.
 * Connections whose answer is being made stay.
 * @param most zero: no limit
 */
export function limitConnections(server: Server, most: number): void {
  if (most === 0) return
  // In the order in which they began to wait. The request is the one that has no answer yet.
  const open = new Map<Socket, IncomingMessage | undefined>()
  server.on('connection', socket => {
    open.set(socket, undefined)
    socket.once('close', () => open.delete(socket))
    if (open.size > most) closeOldest(open)
  })
  server.on('request', (request, response) => {
    const { socket } = request
    if (!open.has(socket)) return
    open.set(socket, request)
    response.once('close', () => {
      // A client may have sent the next request already.
      if (open.get(socket) !== request) return
      open.delete(socket)
      if (!socket.destroyed) open.set(socket, undefined)
    })
  })
}

/** The newcomer is the last of those that wait: if all others are at work, it goes itself. */
function closeOldest(open: Map<Socket, IncomingMessage | undefined>): void {
  for (const [socket, request] of open) {
    if (request?.complete) continue
    open.delete(socket)
    socket.destroy()
    return
  }
}
