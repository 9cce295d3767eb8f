import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { HOUR_MS } from '../src/lib/duration.ts'
import type { TestApp } from './app.ts'
import { createOrg, processInbox } from './factories.ts'

// Platforms that divide control from treatment for a template, with their reports about the control.

const SIGNING_KEY = 'the-signing-key'

/** The start of the count of hours. */
export const START = Date.now()

/** The template's ids. Reports are about its control's message, unless they say otherwise. */
export const integration = {
  cio: { campaign_id: 7, action_id: 55, control_action_id: '98, 99' },
  itbl: { campaign_id: 70, control_campaign_id: 80, template_id: 700 },
  braze: { campaign_id: 'c-1', message_variation_id: 'v-1', control_message_variation_id: 'v-2' },
}
/** A template whose split the platforms make. */
export const outside = {
  split: { method: 'external' },
  attribution: { conversion_events: ['purchase'] },
  integration,
}

/** An organisation with these platforms connected. */
export async function prepare(server: TestApp, slug: string): Promise<void> {
  await createOrg(server, slug, { offset_days: 1, lookback_days: 14 })
  const settings = { cio: { signing_key: SIGNING_KEY }, braze: { bearer_token: 'the-token' } }
  for (const [platform, values] of Object.entries(settings))
    expect(
      await server.call('PUT', `/api/v1/orgs/${slug}/platforms/${platform}`, { settings: values }),
    ).toMatchObject({ status: 200 })
}

/** A webhook call. */
export type Call = readonly [platform: string, body: object, headers?: Record<string, string>]

const at = (hours: number): Date => new Date(START + hours * HOUR_MS)
let events = 0

export function cio(metric: string, user: string | null, hours: number, data: object = {}): Call {
  const body = {
    event_id: `e${++events}`,
    object_type: 'email',
    metric,
    timestamp: Math.floor(at(hours).getTime() / 1000),
    data: { ...(user && { identifiers: { id: user } }), campaign_id: 7, action_id: 99, ...data },
  }
  const text = `v0:1:${JSON.stringify(body)}`
  const signature = createHmac('sha256', SIGNING_KEY).update(text).digest('hex')
  return ['cio', body, { 'x-cio-timestamp': '1', 'x-cio-signature': signature }]
}

export const itbl = (
  eventName: string,
  user: string | null,
  hours: number,
  dataFields: object = {},
): Call => [
  'itbl',
  {
    eventName,
    ...(user && { userId: user }),
    dataFields: { createdAt: at(hours).toISOString(), campaignId: 80, templateId: 800, ...dataFields },
  },
]

export const braze = (event_type: string, user: string, hours: number, properties: object = {}): Call => [
  'braze',
  {
    events: [
      {
        id: `b${++events}`,
        event_type,
        time: Math.floor(at(hours).getTime() / 1000),
        user: { external_user_id: user },
        properties: { campaign_id: 'c-1', message_variation_id: 'v-2', ...properties },
      },
    ],
  },
  { authorization: 'Bearer the-token' },
]

export const purchase = (user: string, hours: number): Call => [
  'events',
  {
    event: 'purchase',
    event_id: `p${++events}`,
    user_id: user,
    value: 20,
    currency: 'USD',
    timestamp: at(hours).toISOString(),
  },
]

/** Makes calls, one after the other, and processes them. */
export async function tell(server: TestApp, slug: string, ...calls: readonly Call[]): Promise<void> {
  for (const [platform, body, headers] of calls) {
    const reply = await server.call('POST', `/api/webhook/${platform}/${slug}`, body, headers)
    expect(reply.status).toBe(200)
  }
  await processInbox(server)
}
