import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startTestApp } from '../../../../test/app.ts'
import {
  connectSegment,
  createOrg,
  createTemplate,
  learnedOf,
  processInbox,
  tellSegment,
} from '../../../../test/factories.ts'

const START = Date.parse('2026-11-10T12:02:00Z')
const at = (minutes: number) => new Date(START + minutes * 60_000)

it('counts messages from before the counts by time existed', async () => {
  const server = await startTestApp()
  try {
    await createOrg(server, 'acme')
    await connectSegment(server, 'acme')
    await createTemplate(server, 'acme', 'welcome', {
      // Older decisions had no even share.
      epsilon: 0,
      split: { method: 'internal_persistent', control_share: 0.3 },
      attribution: { conversion_events: ['purchase'] },
    })
    for (let user = 0; user < 40; user++) {
      server.setNow(at(user))
      const body = { template_id: 'welcome', user_id: `u${user}`, tracking_id: `t${user}` }
      expect((await server.call('POST', '/api/generate/acme', body)).status).toBe(200)
      const tell = async (event: string, minutes: number, more: object = {}) => {
        const said = {
          event,
          timestamp: at(user + minutes).toISOString(),
          event_id: `${user} ${event}`,
          user_id: `u${user}`,
          ...more,
        }
        expect((await server.call('POST', '/api/webhook/events/acme', said)).status).toBe(200)
      }
      const ids = { tracking_id: `t${user}` }
      if (user % 5 > 0) await tell('email_sent', 2, ids)
      await tell('email_opened', user ** 2, ids)
      if (user % 2 === 0) await tell('email_clicked', user ** 3, ids)
      if (user % 3 === 0) await tell('purchase', 4 + 7 * user ** 2, { value: 1 + user ** 2, currency: 'USD' })
      if (user % 3 === 1) await tell('email_unsubscribed', 2 * user ** 2, ids)
      const properties = { tracking_id: `t${user}`, machine: true }
      const call = {
        type: 'track',
        event: 'Email Opened',
        userId: `u${user}`,
        messageId: `e${user}`,
        properties,
      }
      if (user % 4 === 0)
        await tellSegment(server, 'acme', { ...call, timestamp: at(user + 3).toISOString() })
    }
    await processInbox(server)
    const before = await learnedOf(server, 'acme')
    expect(new Set(before['cohorts']?.map(row => (row as { measure: string }).measure)).size).toBe(7)

    const { db } = server.services
    for (const table of ['cohort_counts', 'message_amounts', 'amount_sums'])
      await db.query({ text: `delete from ${table}` })
    await db.query({ text: 'update messages set opened_at = null, clicked_at = null, converted_at = null' })
    const [, backfill = ''] = readFileSync('migrations/0013-learning.sql', 'utf8').split('From here on:')
    for (const text of backfill
      .slice(backfill.indexOf('\n'))
      .split(';\n')
      .filter(statement => statement.trim() !== ''))
      await db.query({ text })
    expect(await learnedOf(server, 'acme')).toEqual(before)
  } finally {
    await server.close()
  }
})
