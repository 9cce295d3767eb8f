import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

/** The authority that vouches for 127.0.0.1 in these tests. */
export const AUTHORITY_PATH = fileURLToPath(new URL('./localhost.cert.pem', import.meta.url))
export const AUTHORITY = readFileSync(AUTHORITY_PATH, 'utf8')
const KEY = readFileSync(new URL('./localhost.key.pem', import.meta.url), 'utf8')

export interface Listening {
  readonly origin: string
  close(): Promise<void>
}

/** An HTTPS server on a free port. */
export async function listenSecurely(
  answer: (request: IncomingMessage, reply: ServerResponse) => void,
): Promise<Listening> {
  const server = createServer({ cert: AUTHORITY, key: KEY }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `https://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
