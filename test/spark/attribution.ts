import { expect } from 'vitest'
import { ensurePartitions } from '../../src/runtime/db/partitions.ts'
import type { TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { CAMPAIGNS, type Message, type RawRow } from './raw-events.ts'

/** Makes an organisation in which Parley has chosen the wording of each message, a minute before it was sent. */
export async function createSender(
  server: TestApp,
  org: string,
  messages: readonly Message[],
): Promise<void> {
  await createOrg(server, org)
  await ensurePartitions(server.services.db, new Date(messages[0]?.sentAtMs ?? 0))
  for (const { template, event, windowHours } of CAMPAIGNS)
    await createTemplate(server, org, template, {
      attribution: { conversion_events: [event], lookback_days: windowHours / 24, offset_days: 0 },
    })
  for (const { id, user, campaign, sentAtMs } of messages.toSorted((a, b) => a.sentAtMs - b.sentAtMs)) {
    server.setNow(new Date(sentAtMs - 60_000))
    const choice = { template_id: campaign.template, tracking_id: id, user_id: user }
    const reply = await server.call('POST', `/api/generate/${org}`, choice)
    expect(reply.body).not.toHaveProperty('degraded')
    expect(reply.status).toBe(200)
  }
}

/** Sends rows as the webhooks that they came from. */
export async function sendRaw(server: TestApp, org: string, rows: readonly RawRow[]): Promise<void> {
  for (const { table, columns } of rows) {
    const [platform, body] =
      table === 'custom_events' ? ['events', customEvent(columns)] : ['itbl', systemWebhook(columns)]
    expect((await server.call('POST', `/api/webhook/${platform}/${org}`, body)).status).toBe(200)
  }
  await processInbox(server)
}

const customEvent = ({ occurred_at, amount, ...others }: RawRow['columns']) => ({
  ...{ ...others, event_timestamp: `${String(occurred_at).replace(' ', 'T')}Z`, value: amount },
})

const systemWebhook = (columns: RawRow['columns']) => ({
  eventName: columns['event_name'],
  userId: columns['user_id'],
  dataFields: {
    createdAt: `${columns['created_at']} +00:00`,
    messageId: columns['message_id'],
    campaignId: columns['campaign_id'],
    templateId: columns['template_id'],
    ...(columns['link_url'] !== null && { url: columns['link_url'] }),
    ...(columns['is_bot'] !== null && { isBot: columns['is_bot'] }),
  },
})

/** An event that counts for a message. */
export interface Credit {
  readonly message: string
  readonly metric: string
  readonly at: string
  readonly amount: number | null
  readonly currency: string | null
}

/** What counts for each message and is no machine's, of some whole days. */
export const creditsOf = (
  { services }: TestApp,
  org: string,
  [first = '', ...others]: readonly string[],
): Promise<readonly Credit[]> =>
  services.db.query<Credit>({
    text: `select d.tracking_id as message, a.metric, a.occurred_at::text as at, a.amount_minor::int as amount, a.currency
           from attributions a join decisions d on (d.org_id, d.id) = (a.org_id, a.decision_id)
           where a.org_id = (select id from orgs where slug = $1) and not a.machine
             and a.occurred_at >= $2 and a.occurred_at < $3::timestamptz + interval '1 day'
           order by 1, 2, 3, 4`,
    values: [org, `${first}T00:00:00Z`, `${others.at(-1) ?? first}T00:00:00Z`],
  })

/** The sums of results by template. Which variant a message got is another one in each organisation. */
export const sumsOf = ({ services }: TestApp, org: string): Promise<readonly object[]> =>
  services.db.query<object>({
    text: `select template_id, sum(decisions)::int as decisions, sum(sends)::int as sends, sum(opens)::int as opens, sum(clicks)::int as clicks,
             sum(conversions)::int as conversions, sum(unsubscribes)::int as unsubscribes, sum(bounces)::int as bounces
           from variant_counts where org_id = (select id from orgs where slug = $1) group by 1 order by 1`,
    values: [org],
  })
