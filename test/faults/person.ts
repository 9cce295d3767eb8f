import { createRandom } from '../../src/core/stats/draw/random.ts'
import type { AcknowledgedEvent } from './journal.ts'

/** One webhook call, with the event that counts as acknowledged when the call is. */
export interface Call {
  readonly path: string
  readonly body: object
  readonly event: AcknowledgedEvent
}

/** Some messages to one person, and everything that is reported about them. */
export interface Person {
  readonly user: string
  readonly messages: readonly string[]
  /** In the order of their times; some more than once. */
  readonly calls: readonly Call[]
}

const MESSAGES = 4
const BETWEEN_S = 300

/**
 * @param seed of the run: the same seed and number give the same person
 * @param startS the time of the first message of all, in seconds since 1970
 */
export function personOf(seed: string, number: number, startS: number): Person {
  const random = createRandom(seed, 'person', String(number))
  const user = `user-${number}`
  const messages = Array.from({ length: MESSAGES }, (_, at) => `m-${number}-${at}`)
  const calls = messages.flatMap((message, at) => {
    const sentAtS = startS + (number % 3_600) + at * BETWEEN_S
    const report = (what: 'send' | 'open' | 'click', afterS: number) =>
      reportOf(what, user, message, sentAtS + afterS)
    const isOpened = random() < 0.4
    return [
      report('send', 0),
      ...(isOpened ? [report('open', 5)] : []),
      ...(isOpened && random() < 0.3 ? [report('open', 9)] : []),
      ...(isOpened && random() < 0.4 ? [report('click', 7)] : []),
      ...(random() < 0.15
        ? [
            purchaseOf(
              user,
              `p-${number}-${at}`,
              sentAtS + 40 + Math.floor(random() * 600),
              100 + Math.floor(random() * 9_000),
            ),
          ]
        : []),
    ]
  })
  return { user, messages, calls: calls.flatMap(call => (random() < 0.15 ? [call, call] : [call])) }
}

function reportOf(what: 'send' | 'open' | 'click', user: string, message: string, atS: number): Call {
  const eventName = { send: 'emailSend', open: 'emailOpen', click: 'emailClick' }[what]
  const createdAt = new Date(atS * 1000).toISOString().replace('T', ' ').replace('.000Z', ' +00:00')
  return {
    path: '/api/webhook/itbl/acme',
    body: { userId: user, eventName, dataFields: { messageId: message, createdAt, campaignId: 1 } },
    event: { what, id: `${what} ${message} ${atS}`, user, message, atS, cents: 0 },
  }
}

const purchaseOf = (user: string, id: string, atS: number, cents: number): Call => ({
  path: '/api/webhook/events/acme',
  body: {
    event: 'purchase',
    event_id: id,
    user_id: user,
    timestamp: atS,
    value: cents / 100,
    currency: 'USD',
  },
  event: { what: 'purchase', id, user, message: undefined, atS, cents },
})
