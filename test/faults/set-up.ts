import type { Client } from './client.ts'

const AT = '/api/v1/orgs/acme/templates'

/** An organisation with one active template: a control and three variants. */
export async function setUp({ send }: Client): Promise<void> {
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
}
