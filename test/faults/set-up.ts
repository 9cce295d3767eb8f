import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from './client.ts'

const AT = '/api/v1/orgs/acme/templates'

/** An organisation with one active template, which every server knows: a control and three variants. */
export async function setUp(client: Client, servers: readonly { readonly url: string }[]): Promise<void> {
  const { send } = client
  await send('/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await send('/api/v1/orgs/acme', { attribution: { offset_days: 0, lookback_days: 1 } }, 'PATCH')
  await send(AT, {
    id: 'welcome',
    variables: ['subject'],
    key_metric: 'click_rate',
    split: { control_share: 0.2 },
    attribution: { conversion_events: ['purchase'] },
  })
  await send(`${AT}/welcome/variants`, { name: 'control', vars: { subject: 'Hello' }, control: true })
  for (const name of ['a', 'b', 'c'])
    await send(`${AT}/welcome/variants`, { name, vars: { subject: `Hi from ${name}` }, status: 'approved' })
  await send(`${AT}/welcome`, { status: 'active' }, 'PATCH')
  await send(AT, { id: 'last', variables: ['subject'] })
  for (const { url } of servers) await untilKnown(client, url)
}

/** A server learns of a change at another one within a second or so. Until then its choices are outside the experiment. */
async function untilKnown({ ask }: Client, url: string): Promise<void> {
  while ((await ask(url, '/api/generate/acme', { template_id: 'last' })).status !== 200) await wait(50)
}
