import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface SwallowingProxy {
  /** The address of the store, through the proxy. */
  readonly url: string
  /** Blocks all bytes, or passes them again. Connections stay open. */
  hold(isHeld: boolean): void
  /** Resets every connection. */
  cut(): void
  close(): Promise<void>
}

/** Sits between a server and its PostgreSQL, and can block or reset their connections. */
export async function startProxy(databaseUrl: string): Promise<SwallowingProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let held = false
  const server = createServer(near => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('data', bytes => other.write(bytes))
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      if (held) one.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    hold(isHeld) {
      held = isHeld
      for (const socket of sockets) isHeld ? socket.pause() : socket.resume()
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
