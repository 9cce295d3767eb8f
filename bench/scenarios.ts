import { hmacSha256Hex } from '../src/lib/signature.ts'
import type { Reply } from './connection.ts'
import type { Calls } from './load.ts'
import { type Account, CAMPAIGN_ID } from './setup.ts'

/** The limits against the floor: the cost of a call, and the throughput. */
export interface Bars {
  readonly cpuRatioMax: number
  readonly throughputRatioMin: number
}

export interface Scenario {
  readonly name: 'generate' | 'webhook-cio' | 'webhook-events'
  readonly bars: Bars
  /**
   * The whole request. The floor gets the same bytes as Parley.
   * @param series distinguishes the ids of one series of calls from those of another
   */
  call(account: Account, number: number, series: string): string
  fault(reply: Reply): string | undefined
}

const WEBHOOK_BARS = { cpuRatioMax: 2, throughputRatioMin: 0.5 }
/** The series of calls for the comparison with the floor. Events refer to its messages. */
export const COMPARED = 'compared'

const PEOPLE = 5_000

/** One choice for a new message, as a sending platform requests it. */
export const generate: Scenario = {
  name: 'generate',
  bars: { cpuRatioMax: 3, throughputRatioMin: 0.4 },
  call({ org, template, serveKey }, number, series) {
    const body = {
      template_id: template,
      user_id: personOf(number),
      tracking_id: `${series}-${number}`,
      fields: { first_name: 'Alice' },
      attrs: { plan: PLANS[number % PLANS.length] },
    }
    return post(`/api/generate/${org}`, `X-Api-Key: ${serveKey}\r\n`, JSON.stringify(body))
  },
  fault: ({ status, body }) => faultOf(status) ?? (body.includes('"degraded":true') ? 'degraded' : undefined),
}

/** Customer.io's reporting webhook, signed: four reports on each message. */
export const customerio: Scenario = {
  name: 'webhook-cio',
  bars: WEBHOOK_BARS,
  call({ org, signingKey }, number, series) {
    const body = JSON.stringify(reportOf(number, series))
    const timestamp = nowSeconds()
    const signature = hmacSha256Hex(signingKey, `v0:${timestamp}:`, body)
    const headers = `X-CIO-Timestamp: ${timestamp}\r\nX-CIO-Signature: ${signature}\r\n`
    return post(`/api/webhook/cio/${org}`, headers, body)
  },
  fault: ({ status }) => faultOf(status),
}

/** A purchase, reported by the organisation's own backend. */
export const customEvents: Scenario = {
  name: 'webhook-events',
  bars: WEBHOOK_BARS,
  call({ org, ingestKey }, number, series) {
    const body = {
      event_id: `${series}-${number}`,
      event_name: 'purchase',
      event_timestamp: nowSeconds(),
      user_id: personOf(number),
      tracking_id: `${COMPARED}-${number}`,
      value: 39.95,
      currency: 'USD',
      properties: { order_id: `o-${number}`, items: 2, coupon: 'WELCOME' },
    }
    return post(`/api/webhook/events/${org}`, `X-Api-Key: ${ingestKey}\r\n`, JSON.stringify(body))
  },
  fault: ({ status }) => faultOf(status),
}

/** Numbers the calls of one scenario to one server, so that no call is repeated. */
export function callsOf(scenario: Scenario, account: Account, series: string): Calls {
  let number = 0
  return { next: () => scenario.call(account, number++, series), fault: scenario.fault }
}

const PLANS = ['free', 'pro', 'premium']
const METRICS = ['sent', 'delivered', 'opened', 'clicked']

function reportOf(number: number, series: string): object {
  const message = Math.floor(number / METRICS.length)
  const metric = METRICS[number % METRICS.length]
  const person = personOf(message)
  return {
    event_id: `${series}-${number}`,
    object_type: 'email',
    metric,
    timestamp: nowSeconds(),
    data: {
      customer_id: person,
      identifiers: { id: person, email: `${person}@example.com`, cio_id: 'd9c106000001' },
      delivery_id: `delivery-${message}`,
      campaign_id: Number(CAMPAIGN_ID),
      action_id: 42,
      journey_id: `journey-${message}`,
      parent_action_id: 40,
      trigger_event_id: '01KDVZP0000000000000000001',
      recipient: `${person}@example.com`,
      subject: 'Welcome, Alice',
      ...(metric === 'clicked' && {
        href: `https://shop.example.com/offer?tracking_id=${COMPARED}-${message}`,
        link_id: 1,
      }),
    },
  }
}

export const personOf = (number: number): string => `user-${number % PEOPLE}`

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

export const faultOf = (status: number): string | undefined =>
  status === 200 ? undefined : `status ${status}`

/** Bodies are ASCII, so characters are bytes. */
export const post = (path: string, headers: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
