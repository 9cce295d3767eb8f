import type { Random } from '../../core/stats/draw/random.ts'
import { createRandom } from '../../core/stats/draw/random.ts'
import type { Call } from './client.ts'
import { signed } from './customerio-traffic.ts'
import { ulid } from './invented-ids.ts'
import { dataFeed, systemWebhook } from './iterable-traffic.ts'
import { personAt } from './people.ts'
import { JSON_TYPE } from './sender.ts'

export interface Oddity {
  readonly call: Call
  /** The status that the server must answer. */
  readonly expected: number
}

export interface OdditySources {
  readonly org: string
  readonly key: string
  readonly signingKey: string
}

/**
 * Unusual calls that occur in production: mistakes, unknown people and unknown events. Each number gives one call.
 */
export function oddityAt(number: number, at: Date, { org, key, signingKey }: OdditySources): Oddity {
  const random: Random = createRandom('demo', 'oddity', String(number))
  const person = personAt(9_000_000 + number)
  const report = (metric: string) =>
    JSON.stringify({
      event_id: ulid(at, random),
      object_type: 'email',
      metric,
      timestamp: Math.floor(at.getTime() / 1000),
      data: { customer_id: person.id },
    })
  const custom = (event: object): Call => ({
    path: `/api/webhook/events/${org}`,
    headers: { ...JSON_TYPE, 'x-api-key': key },
    body: JSON.stringify(event),
  })
  const kinds: readonly Oddity[] = [
    // Signed with another workspace's key: refused.
    { call: signed(org, `not-${signingKey}`, { at, body: report('opened') }), expected: 401 },
    // Cut off by a proxy that signs: stored as unreadable.
    { call: signed(org, signingKey, { at, body: report('opened').slice(0, 40) }), expected: 200 },
    // An event of a future version of the platform: stored, and replayed by a future version of this server.
    { call: signed(org, signingKey, { at, body: report('teleported') }), expected: 200 },
    { call: systemWebhook(org, key, person, 'emailFramed', { createdAt: at.toISOString() }), expected: 200 },
    // A purchase by a person who never got a message, and a purchase without a person.
    {
      call: custom({
        event_id: `walk-in-${number}`,
        event: 'purchase',
        timestamp: at.toISOString(),
        user_id: person.id,
        value: 12.5,
        currency: 'USD',
      }),
      expected: 200,
    },
    { call: custom({ event: 'purchase', value: 20, currency: 'USD' }), expected: 200 },
    // A marketer's preview: Iterable has no message id then. Answered, never counted.
    { call: dataFeed(org, key, person, ''), expected: 200 },
    {
      call: systemWebhook(org, 'parley_0_wrong', person, 'emailOpen', { createdAt: at.toISOString() }),
      expected: 401,
    },
  ]
  return kinds[number % kinds.length] as Oddity
}
