import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  readonly body: any
}

export type Respond = (response: ServerResponse, call: Received) => void

/** A vendor's API that keeps its requests, and gives the answers that a test sets. */
export interface RecordingVendor {
  readonly url: string
  /** Since the last reset. */
  readonly received: readonly Received[]
  respondWith(respond: Respond): void
  /** Deletes the kept requests, and accepts everything again. */
  reset(): void
  close(): void
}

/** @param read the part of a body that is kept; JSON unless given */
export async function startRecordingVendor(
  read: (text: string, request: IncomingMessage) => unknown = text => JSON.parse(text),
): Promise<RecordingVendor> {
  const yes: Respond = response => answer(response, 200, {})
  const received: Received[] = []
  let respond = yes
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const body = read(Buffer.concat(chunks).toString(), request)
    const call = { url: request.url ?? '', headers: request.headers, body }
    received.push(call)
    respond(response, call)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    respondWith(given) {
      respond = given
    },
    reset() {
      received.length = 0
      respond = yes
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
