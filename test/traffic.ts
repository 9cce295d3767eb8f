import { expect } from 'vitest'
import { MINUTE_MS } from '../src/lib/duration.ts'
import type { TestApp } from './app.ts'
import { createTemplate, processInbox, type TestTemplate, tellSegment } from './factories.ts'

const DAY_MINUTES = 24 * 60
const START = Date.parse('2026-11-10T12:02:00Z')
const PEOPLE = 60

export const AFTER_TRAFFIC = new Date(START + PEOPLE * DAY_MINUTES * MINUTE_MS)

/**
 * A template that learns by attributes, one message a day, and every possible event about it. Needs
 * `connectSegment`.
 */
export async function sendForTwoMonths(server: TestApp, org: string): Promise<TestTemplate> {
  const template = await createTemplate(server, org, 'welcome', {
    ...{ algorithm: 'contextual', learning: { context: ['plan'] } },
    key_metric: 'conversion_rate',
    split: { method: 'internal_persistent', control_share: 0.3 },
    attribution: { conversion_events: ['purchase'] },
  })
  for (let user = 0; user < PEOPLE; user++) await sendTo(server, org, user)
  await processInbox(server)
  server.setNow(AFTER_TRAFFIC)
  return template
}

async function sendTo(server: TestApp, org: string, user: number): Promise<void> {
  const at = (minutes: number) => new Date(START + (user * (DAY_MINUTES + 1) + minutes) * MINUTE_MS)
  const who = { user_id: `user-${user}`, tracking_id: `t-${user}` }
  server.setNow(at(0))
  const attrs = { plan: user % 2 === 0 ? 'free' : 'pro' }
  const reply = await server.call('POST', `/api/generate/${org}`, { template_id: 'welcome', ...who, attrs })
  expect(reply.status).toBe(200)
  const tell = async (event: string, minutes: number, more: object = {}) => {
    const body = {
      event,
      timestamp: at(minutes).toISOString(),
      event_id: `${user} ${event}`,
      ...who,
      ...more,
    }
    expect((await server.call('POST', `/api/webhook/events/${org}`, body)).status).toBe(200)
  }
  if (user % 5 !== 0) await tell('email_sent', 3)
  if (user % 3 === 0) await tell('email_opened', 13 * user)
  if (user % 4 === 0) await tell('email_clicked', 17 * user)
  if (user % 4 === 1)
    await tellSegment(server, org, {
      ...{ type: 'track', event: 'Email Link Clicked', userId: who.user_id, messageId: `s-${user}` },
      ...{ timestamp: at(2).toISOString(), properties: { tracking_id: who.tracking_id, machine: true } },
    })
  if (user % 6 < 2) await tell('purchase', 170 * user, { value: user + 1, currency: 'USD' })
  if (user % 7 === 0) await tell('email_unsubscribed', 20)
}
