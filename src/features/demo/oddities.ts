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
  /** The status that the server has to answer. */
  readonly expected: number
}

export interface OdditySources {
  readonly org: string
  readonly key: string
  readonly signingKey: string
}

/** What also arrives in real life: mistakes, strangers, and things that nobody has heard of. Each number gives one. */
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
    // Signed with another workspace's key: refused at the door.
    { call: signed(org, `not-${signingKey}`, { at, body: report('opened') }), expected: 401 },
    // Cut off on its way out of a proxy that signs: kept as unreadable.
    { call: signed(org, signingKey, { at, body: report('opened').slice(0, 40) }), expected: 200 },
    // News from next year's version of the platform: kept, to be replayed by next year's version of this server.
    { call: signed(org, signingKey, { at, body: report('teleported') }), expected: 200 },
    { call: systemWebhook(org, key, person, 'emailFramed', { createdAt: at.toISOString() }), expected: 200 },
    // Somebody who never got a message bought something, and somebody bought something who is not named.
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
    // A marketer looks at the message: Iterable has no message id then. Answered, never counted.
    { call: dataFeed(org, key, person, ''), expected: 200 },
    {
      call: systemWebhook(org, 'parley_0_wrong', person, 'emailOpen', { createdAt: at.toISOString() }),
      expected: 401,
    },
  ]
  return kinds[number % kinds.length] as Oddity
}
