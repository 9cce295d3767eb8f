import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { CLOCK_SKEW_MS } from '../match/match.ts'

/**
 * The purchases that a refund is about: those with its order id, whatever the clocks say; else the person's latest
 * purchase before it, one of the same amount first, with the others of the same order. The result does not depend on
 * the order of the purchases.
 * @param purchases of the same person, or of the message that the refund names
 * @returns purchases in one currency, the latest first; empty if there is none
 */
export function orderOf(refund: StoredEvent, purchases: readonly StoredEvent[]): readonly StoredEvent[] {
  const paid = purchases.filter(
    ({ amountMinor, currency }) =>
      (amountMinor ?? 0) > 0 && (refund.currency === null || currency === refund.currency),
  )
  const id = orderIdOf(refund)
  const named = id === undefined ? [] : paid.filter(purchase => orderIdOf(purchase) === id)
  if (named.length > 0) return inOneCurrency(named)
  const before = paid.filter(({ at }) => at.getTime() <= refund.at.getTime() + CLOCK_SKEW_MS)
  // A purchase with another order id is another order.
  const mayBe = id === undefined ? before : before.filter(purchase => orderIdOf(purchase) === undefined)
  const sameAmount = mayBe.filter(({ amountMinor }) => amountMinor === -(refund.amountMinor ?? 0))
  const [found] = [...(sameAmount.length > 0 ? sameAmount : mayBe)].sort(latestFirst)
  if (found === undefined) return []
  const order = orderIdOf(found)
  return order === undefined ? [found] : inOneCurrency(paid.filter(each => orderIdOf(each) === order))
}

const orderIdOf = ({ refs }: StoredEvent): string | undefined => refs['order_id']

function inOneCurrency(purchases: readonly StoredEvent[]): readonly StoredEvent[] {
  const sorted = [...purchases].sort(latestFirst)
  return sorted.filter(({ currency }) => currency === sorted[0]?.currency)
}

/** The content settles ties, because ids depend on the order of arrival. */
export function latestFirst(left: StoredEvent, right: StoredEvent): number {
  const later = right.at.getTime() - left.at.getTime()
  if (later !== 0) return later
  return contentOf(left) > contentOf(right) ? -1 : 1
}

const contentOf = ({ id, amountMinor, userKey, email, messageId, trackingId, refs }: StoredEvent): string =>
  JSON.stringify([amountMinor, userKey, email, messageId, trackingId, Object.entries(refs).sort(), id])
