import { createHash } from 'node:crypto'
import { signed } from '../../../src/features/demo/customerio-traffic.ts'

interface Workspace {
  readonly origin: string
  readonly org: string
  readonly template: string
  readonly campaign: string
  readonly signingKey: string
  /** The key that the person pasted over there. */
  readonly key: string
}

/** Customer.io as the newcomer set it up: its workflow asks for copy, and its reporting webhook reports, over HTTP. */
export function customerio({ origin, org, template, campaign, signingKey, key }: Workspace) {
  async function send(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<string> {
    const reply = await fetch(`${origin}${path}`, { method: 'POST', headers, body })
    const text = await reply.text()
    // Platforms send a call again that could not be stored.
    if (reply.status === 503) return send(path, headers, body)
    if (reply.status !== 200) throw new Error(`${path} was answered ${reply.status}: ${text}`)
    return text
  }
  return {
    /** @returns the name of the wording that the person gets */
    async ask(person: string): Promise<string> {
      const headers = { 'content-type': 'application/json', 'x-api-key': key }
      const body = { template_id: template, user_id: person }
      const answer: { readonly copy: { readonly name: string }; readonly degraded?: boolean } = JSON.parse(
        await send(`/api/generate/${org}`, headers, JSON.stringify(body)),
      )
      // A choice that a busy store did not keep in time would get no reports.
      return answer.degraded ? this.ask(person) : answer.copy.name
    },
    async report(person: string, metric: 'sent' | 'clicked'): Promise<void> {
      const at = new Date()
      const body = JSON.stringify({
        event_id: createHash('sha256').update(`${person} ${metric}`).digest('hex').slice(0, 26),
        object_type: 'email',
        metric,
        timestamp: Math.floor(at.getTime() / 1000),
        data: {
          ...{ customer_id: person, identifiers: { id: person }, delivery_id: `delivery-${person}` },
          ...{ campaign_id: Number(campaign), subject: 'Welcome' },
          ...(metric === 'clicked' && { href: 'https://nord.example/books', link_id: 1 }),
        },
      })
      const call = signed(org, signingKey, { at, body })
      await send(call.path, { ...call.headers }, body)
    },
  }
}
