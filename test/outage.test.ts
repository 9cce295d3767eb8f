import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from './app.ts'
import { createOrg, createTemplate, processInbox, type TestTemplate } from './factories.ts'

let server: TestApp
let template: TestTemplate
beforeAll(async () => {
  server = await startTestApp({ PARLEY_GENERATE_BUDGET_MS: '20000' })
  await createOrg(server, 'acme')
  template = await createTemplate(server, 'acme', 'welcome')
  await server.services.db.query({
    text: `create function fail() returns trigger language plpgsql as $$
           begin raise exception 'the store refuses' using errcode = tg_argv[0]; end $$`,
  })
})
afterAll(() => server.close())

/** Makes every insertion into a table fail as the store fails for that reason. */
async function failing<Answer>(table: string, code: string, work: () => Promise<Answer>): Promise<Answer> {
  const { db } = server.services
  await db.query({
    text: `create trigger failing before insert on ${table} for each statement execute function fail('${code}')`,
  })
  try {
    return await work()
  } finally {
    await db.query({ text: `drop trigger failing on ${table}` })
  }
}

const KINDS = {
  'an administrator ends the connection': '57P01',
  'the server crashes': '57P02',
  'the server starts': '57P03',
  'a connection fails': '08006',
  'a pooler gives up': '08P01',
  'there are too many connections': '53300',
  'the disk is full': '53100',
  'the store is read-only': '25006',
  'the disk is broken': '58030',
}

describe.each(Object.entries(KINDS))('while %s', (_name, code) => {
  it('callers are told to try again, and a choice is the control wording', async () => {
    const call = await failing('inbound_requests', code, () =>
      server.call('POST', '/api/webhook/events/acme', { event: 'purchase', user_id: 'ann' }),
    )
    expect(call).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    const made = await failing('templates', code, () =>
      server.call('POST', '/api/v1/orgs/acme/templates', { id: 'x', variables: ['subject'] }),
    )
    expect(made).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    const choice = await failing('decisions', code, () =>
      server.call('POST', '/api/generate/acme', { template_id: 'welcome', user_id: code }),
    )
    expect(choice).toMatchObject({
      status: 200,
      body: { degraded: true, copy: { id: template.controlId }, reason: 'store-down' },
    })
    // The withdrawal holds the organisation's lock for a moment.
    await server.services.ledger.drain()
  })

  it('no attempt at an acknowledged call counts, and it is processed when the store is back', async () => {
    const { body } = await server.call('POST', '/api/webhook/events/acme', {
      event: 'purchase',
      event_id: code,
      user_id: 'ann',
    })
    await failing('events', code, async () => {
      for (let time = 0; time < 8; time++) await expect(processInbox(server)).rejects.toMatchObject({ code })
    })
    const attempts = await server.services.db.query({
      text: 'select attempts, outcome, not_before from inbound_requests where id = $1',
      values: [body.request_id],
    })
    expect(attempts).toEqual([{ attempts: 0, outcome: null, not_before: null }])
    await processInbox(server)
    const { body: read } = await server.call('GET', `/api/v1/orgs/acme/requests/${body.request_id}`)
    expect(read.outcome).toBe('unmatched')
  })
})
