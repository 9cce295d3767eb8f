import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import type { TestApp } from '../../app.ts'

const KEY = Buffer.from('the-key-of-the-signatures').toString('base64')

const SETTINGS: Readonly<Record<string, object>> = {
  cio: { signing_key: KEY },
  braze: { bearer_token: KEY },
  segment: { shared_secret: KEY },
  sfmc: { signature_key: KEY },
  chameleon: { webhook_secret: KEY },
}

/** Connects the platforms that sign their calls. */
export async function connectAll(server: TestApp, org: string): Promise<void> {
  for (const [slug, settings] of Object.entries(SETTINGS)) {
    const reply = await server.call('PUT', `/api/v1/orgs/${org}/platforms/${slug}`, { settings })
    expect(reply.status).toBe(200)
  }
}

const sign = (algorithm: 'sha1' | 'sha256', text: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac(algorithm, KEY).update(text).digest(encoding)

/** The headers with which a platform proves that it sent a body. */
export function proofOf(slug: string, body: string): Record<string, string> {
  switch (slug) {
    case 'cio':
      return { 'x-cio-timestamp': '1', 'x-cio-signature': sign('sha256', `v0:1:${body}`) }
    case 'braze':
      return { authorization: `Bearer ${KEY}` }
    case 'segment':
      return { 'x-signature': sign('sha1', firstEvent(body)) }
    case 'sfmc':
      return { 'x-sfmc-ens-signature': sign('sha256', body, 'base64') }
    case 'chameleon':
      return { 'x-chameleon-signature': sign('sha256', body) }
    default:
      return {}
  }
}

/** Segment signs the first event of a batch. */
function firstEvent(body: string): string {
  const content: unknown = JSON.parse(body)
  return Array.isArray(content) && content.length > 0 ? JSON.stringify(content[0]) : body
}
