import { expect } from 'vitest'
import type { TestApp } from '../../app.ts'
import { createTemplate, processInbox } from '../../factories.ts'
import { createMember } from '../../visitor.ts'

/** An organisation with something of every kind. All of its texts have this word, and nobody else's have it. */
export const WORD = 'zebra'
export const VICTIM = `${WORD}-org`

/** @returns its ids, and words that nobody else may see */
export async function createVictim(server: TestApp): Promise<readonly string[]> {
  const at = (path: string) => `/api/v1/orgs/${VICTIM}/${path}`
  const post = async (path: string, body: object, status = 201) => {
    const reply = await server.call('POST', path, body)
    expect([path, reply.status, reply.body]).toEqual([path, status, reply.body])
    return reply.body
  }
  const smtp = { host: `${WORD}.example.com`, security: 'tls', from: `${WORD} <hello@example.com>` }
  await server.call('PUT', at('transports/smtp'), { settings: smtp })
  const template = await createTemplate(server, VICTIM, `${WORD}-template`, {
    name: `${WORD} template`,
    integration: { deliver: { transport: 'smtp', html_variable: 'subject' } },
    attribution: { conversion_events: [`${WORD}_purchase`] },
  })
  await post(at('sandboxes'), { name: `${WORD}-sandbox` })
  const key = await post(at('keys'), { name: `${WORD} key`, scopes: ['serve', 'ingest', 'manage'] })
  await post(at('attributes'), { name: `${WORD}_attribute`, type: 'string', options: [{ value: WORD }] })
  const invitation = await post(at('invitations'), { email: `${WORD}-guest@example.com`, role: 'viewer' })
  await createMember(server, VICTIM, `${WORD}-member@example.com`, 'editor')
  const webhook = await post(at('feedback-webhooks'), {
    name: `${WORD} webhook`,
    url: `https://${WORD}.example.com/feedback`,
    channels: ['email'],
  })
  const source = await post(at('sources'), {
    name: `${WORD} source`,
    connection: {
      ...{ kind: 's3', bucket: `${WORD}-bucket` },
      credentials: { type: 'static', access_key_id: `${WORD}-key`, secret_access_key: `${WORD}-secret` },
    },
  })
  const run = await post(at(`sources/${source.id}/runs`), {}, 202)
  const note = await post(at(`templates/${WORD}-template/annotations`), {
    at: new Date().toISOString(),
    text: `${WORD} note`,
  })
  const who = { user_id: `${WORD}-user`, email: `${WORD}-user@example.com` }
  const choice = await post(
    `/api/generate/${VICTIM}`,
    { template_id: `${WORD}-template`, ...who, tracking_id: `${WORD}-track`, attrs: { plan: WORD } },
    200,
  )
  await post(
    `/api/deliver/${VICTIM}`,
    { template_id: `${WORD}-template`, email: who.email, request_id: `${WORD}-request` },
    200,
  )
  const report = { user_id: who.user_id, tracking_id: `${WORD}-track`, message_id: `${WORD}-message` }
  const call = await post(
    `/api/webhook/events/${VICTIM}`,
    { event: `${WORD}_purchase`, event_id: `${WORD}-event`, ...report, value: 7 },
    200,
  )
  await processInbox(server)
  const replay = await post(at('requests/replay'), { filter: { platform: 'events' } }, 202)
  const simulation = await post(
    at('simulations'),
    { messages_per_day: 100, base_rate: 0.1, variants: 2, worlds: 20 },
    202,
  )
  const firstOf = async (path: string) => (await server.call('GET', at(path))).body.items[0]
  const { ref } = (await server.call('POST', at('people/search'), { q: who.user_id })).body.items[0]
  const ids = [
    ...[template.controlId, template.variantIds[0], key.id, invitation.id, webhook.id, note.id],
    ...[choice.decision_id, call.request_id, replay.id, simulation.id, source.id, run.id],
    ...[ref, (await firstOf('events')).id, (await firstOf('deliveries')).id],
    ...[(await firstOf('members')).id, (await firstOf('audit')).id],
  ]
  expect(ids.map(id => typeof id)).toEqual(ids.map(() => 'string'))
  const cursors = await Promise.all(
    ['keys', 'audit', 'templates', 'members', `templates/${WORD}-template/variants`].map(
      async path => (await server.call('GET', at(`${path}?limit=1`))).body.next_cursor,
    ),
  )
  return [
    ...ids,
    ...cursors.filter(cursor => typeof cursor === 'string'),
    ...[VICTIM, `${WORD}-template`, `${WORD}-sandbox`, `${WORD}_attribute`, who.user_id, who.email],
    ...[`${WORD}-track`, `${WORD}-message`, `${WORD}-request`, `${WORD}_purchase`],
  ]
}

/** What the store has of an organisation: a digest of each table. */
export async function digestOf({ services: { db } }: TestApp, org: string): Promise<readonly unknown[]> {
  const tables = await db.query<{ name: string }>({
    text: `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
           where c.table_schema = 'public' and c.column_name = 'org_id' and t.table_type = 'BASE TABLE' order by 1`,
  })
  return Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await db.query<{ digest: string }>({
        text: `select md5(string_agg(each::text, '|' order by each::text)) as digest
               from "${name}" each, orgs o where o.id = each.org_id and o.slug = $1`,
        values: [org],
      })
      return [name, row?.digest]
    }),
  )
}
