import { isWholeRefund, type StoredEvent } from '../../../core/events/stored-event.ts'
import { groupBy } from '../../../lib/group-by.ts'
import { total } from '../../../lib/total.ts'
import type { Match } from '../match/match.ts'
import type { Send, Share } from '../send.ts'
import { latestFirst } from './order-of.ts'

export interface Refund {
  readonly event: StoredEvent
  /** The message that the refund names. */
  readonly match: Match | undefined
  /** The purchases that it is about, the latest first. */
  readonly order: readonly StoredEvent[]
}

/**
 * What refunds take back, by event id. A refund with an amount takes it from the message that it names, else from those
 * that were credited with the latest purchase. A refund without an amount takes all that the other refunds of the order
 * left, so that no message has money of the order. It does so once for each order.
 * @param sendsOf the messages that were credited with a purchase
 */
export function sharesOf(
  refunds: readonly Refund[],
  sendsOf: (purchase: StoredEvent) => readonly Send[],
): ReadonlyMap<string, readonly Share[]> {
  const shares = new Map<string, readonly Share[]>()
  const partial = refunds.filter(({ event }) => event.amountMinor !== null)
  for (const { event, match, order } of partial) {
    const sends = match ? [match.send] : order.slice(0, 1).flatMap(sendsOf)
    const { amountMinor, currency } = event
    shares.set(
      event.id,
      sends.map(send => ({ send, amountMinor, currency })),
    )
  }
  const orderKey = ({ order }: Refund): string => order[0]?.id ?? ''
  const others = groupBy(partial, orderKey)
  const whole = refunds.filter(({ event, order }) => isWholeRefund(event) && order.length > 0)
  for (const [key, ofOrder] of groupBy(whole, orderKey)) {
    const [first] = [...ofOrder].sort((left, right) => latestFirst(right.event, left.event))
    if (first === undefined) continue
    const taken = (others.get(key) ?? []).flatMap(({ event }) => shares.get(event.id) ?? [])
    shares.set(first.event.id, leftOf(first.order, sendsOf, taken))
  }
  return shares
}

/** What messages still have of the money of an order, as shares that take it back. */
function leftOf(
  order: readonly StoredEvent[],
  sendsOf: (purchase: StoredEvent) => readonly Send[],
  taken: readonly Share[],
): readonly Share[] {
  const currency = order[0]?.currency ?? null
  const paid = order.flatMap(purchase =>
    sendsOf(purchase).map(send => ({ send, amountMinor: purchase.amountMinor, currency })),
  )
  const bySend = groupBy([...paid, ...taken], ({ send }) => send.id)
  const left = [...bySend.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ send: first.send, amountMinor: -sum([first, ...more]), currency }],
  )
  // With `each_template`, each template counts the order once.
  return [...groupBy(left, ({ send }) => send.templateId).values()].flatMap(ofTemplate =>
    sum(ofTemplate) < 0 ? ofTemplate.filter(({ amountMinor }) => amountMinor !== 0) : [],
  )
}

const sum = (shares: readonly Share[]): number => total(shares.map(({ amountMinor }) => amountMinor ?? 0))
