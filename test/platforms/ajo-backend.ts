import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createContext, runInContext } from 'node:vm'
import { expect } from 'vitest'
import { ajo } from '../../src/core/platforms/ajo/index.ts'
import { API_KEY_PLACEHOLDER } from '../../src/core/platforms/guide.ts'
import type { TestApp } from '../app.ts'

const PUBLIC_URL = 'https://parley.example.com'
export const CAMPAIGN = '5f0c4e1b-6d9e-4e41-8a52-0d7b3c6f2e90'

/** The contents of the call that triggered a campaign. */
export interface Execution {
  readonly requestId: string
  readonly campaignId: string
  readonly recipients: readonly {
    readonly userId: string
    readonly namespace: string
    readonly channelData: Readonly<Record<string, string>>
    readonly context: {
      readonly parley: Readonly<Record<string, string>>
      readonly parley_tracking_id: string
    }
  }[]
}

export interface Message {
  readonly id: string
  readonly userId: string
  readonly email: string
  readonly phone?: string
  readonly fields: object
}

/** A customer's backend that follows the guide, and the Adobe that it calls. */
export interface Backend {
  /** The address of Parley. */
  readonly url: string
  readonly serveKey: string
  /** Runs the guide's function for the template `receipt`. Returns the calls that Adobe got. */
  send(message: Message, template?: object): Promise<Execution>
  close(): void
}

/** The code of one of the guide's snippets, for the template `receipt` of the organisation `acme`. */
export function snippet(key: string, template: object = {}): string {
  const { snippets } = ajo.guide({
    org: 'acme',
    publicUrl: PUBLIC_URL,
    endpointUrl: `${PUBLIC_URL}/api/webhook/ajo/acme`,
    template: {
      id: 'receipt',
      channel: 'email',
      variables: ['subject'],
      integration: { campaign_id: CAMPAIGN },
      ...template,
    },
  })
  const found = snippets.find(each => each.key === key)
  expect(found).toBeDefined()
  return found?.code ?? ''
}

export async function startBackend(server: TestApp): Promise<Backend> {
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  const serveKey = await createKey(server, 'serve')
  const executions: Execution[] = []
  const adobe = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const isGenuine =
      request.url === '/ajo/im/executions/unitary' && request.headers.authorization === 'Bearer token-1'
    if (isGenuine) executions.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(isGenuine ? 202 : 401).end(JSON.stringify({ executionId: 'HUMA-1' }))
  })
  adobe.listen(0, '127.0.0.1')
  await once(adobe, 'listening')
  const adobeUrl = `http://127.0.0.1:${(adobe.address() as AddressInfo).port}`
  const fetchHere = (to: string, init: RequestInit) =>
    fetch(to.replace(PUBLIC_URL, url).replace('https://platform.adobe.io', adobeUrl), init)
  return {
    url,
    serveKey,
    async send(message, template) {
      const code = snippet('send', template).replace(API_KEY_PLACEHOLDER, serveKey)
      const credential = { accessToken: 'token-1', clientId: 'client-1', orgId: '7D21@AdobeOrg' }
      const context = createContext({ fetch: fetchHere, message, adobe: credential })
      await runInContext(`${code}; sendMessage(message, adobe)`, context)
      const execution = executions.at(-1)
      expect(execution?.requestId).toBe(message.id)
      return execution as Execution
    },
    close: () => adobe.close(),
  }
}

export async function createKey(server: TestApp, scope: string): Promise<string> {
  const reply = await server.call('POST', '/api/v1/orgs/acme/keys', { name: scope, scopes: [scope] })
  expect(reply.status).toBe(201)
  return reply.body.key
}
