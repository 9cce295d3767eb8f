import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
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

/** A server on a free port, with HTTPS if it is secure. */
export async function listenAt(
  isSecure: boolean,
  answer: (request: IncomingMessage, reply: ServerResponse) => void,
): Promise<Listening> {
  const made = isSecure ? createSecureServer({ cert: AUTHORITY, key: KEY }, answer) : createServer(answer)
  const server = made.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
