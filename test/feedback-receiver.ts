import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCall {
  readonly headers: Readonly<Record<string, string>>
  /** The raw text: signatures are over the bytes. */
  readonly body: string
}

export interface FeedbackReceiver {
  readonly url: string
  readonly calls: readonly ReceivedCall[]
  /** Sets how later calls are answered; without an argument they are accepted. */
  respondWith(respond?: (response: ServerResponse, call: ReceivedCall) => void): void
  /** Closes all connections. */
  disconnect(): void
  close(): Promise<void>
}

/** Another party's server, which receives feedback. */
export async function startFeedbackReceiver(port = 0): Promise<FeedbackReceiver> {
  const calls: ReceivedCall[] = []
  const accept = (response: ServerResponse) => response.writeHead(204).end()
  let respond: (response: ServerResponse, call: ReceivedCall) => void = accept
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const call = { headers: flat(request.headers), body: Buffer.concat(chunks).toString() }
    calls.push(call)
    respond(response, call)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feedback`,
    calls,
    respondWith(given = accept) {
      respond = given
    },
    disconnect: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
