import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { CLOCK_SKEW_MS } from '../match/latest.ts'

/**
 * The purchase that a refund takes back: the one with its order id, else the person's latest purchase before it in the
 * same currency, one of the same amount first. The result does not depend on the order of the purchases.
 * @param purchases of the same person
 */
export function orderOf(refund: StoredEvent, purchases: readonly StoredEvent[]): StoredEvent | undefined {
  const before = purchases.filter(
    ({ at, amountMinor, currency }) =>
      (amountMinor ?? 0) > 0 &&
      currency === refund.currency &&
      at.getTime() <= refund.at.getTime() + CLOCK_SKEW_MS,
  )
  const id = refund.refs['order_id']
  const named = id === undefined ? [] : before.filter(({ refs }) => refs['order_id'] === id)
  if (named.length > 0) return latest(named)
  // A purchase with another order id is another order.
  const mayBe = id === undefined ? before : before.filter(({ refs }) => refs['order_id'] === undefined)
  return (
    latest(mayBe.filter(({ amountMinor }) => amountMinor === -(refund.amountMinor ?? 0))) ?? latest(mayBe)
  )
}

const latest = (events: readonly StoredEvent[]): StoredEvent | undefined =>
  events.reduce<StoredEvent | undefined>(
    (best, event) => (best && !isLater(event, best) ? best : event),
    undefined,
  )

/** The content settles ties, because ids depend on the order of arrival. */
const isLater = (left: StoredEvent, right: StoredEvent): boolean =>
  left.at.getTime() === right.at.getTime() ? contentOf(left) > contentOf(right) : left.at > right.at

const contentOf = ({ id, amountMinor, userKey, email, messageId, trackingId, refs }: StoredEvent): string =>
  JSON.stringify([amountMinor, userKey, email, messageId, trackingId, Object.entries(refs).sort(), id])
