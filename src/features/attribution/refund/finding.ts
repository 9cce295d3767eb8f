import { isWholeRefund } from '../../../core/events/stored-event.ts'
import type { Send, SendFinding, Share } from '../send.ts'
import type { Refund } from './shares.ts'

/**
 * What becomes of a refund.
 * @param shares what it takes back
 * @param credited the messages that were credited with its purchase
 */
export function refundFindingOf(
  { event, match, order }: Refund,
  shares: readonly Share[],
  credited: readonly Send[],
): SendFinding {
  const isWhole = isWholeRefund(event)
  const send = shares[0]?.send ?? match?.send ?? credited[0] ?? null
  const isNamed = match !== undefined && match.send.id === send?.id
  const found = { matchedBy: isNamed ? match.way : send && ('person' as const), send }
  if (event.amountMinor === null && !isWhole)
    return {
      outcome: 'noted',
      reason: 'It has no amount that can be read, so no money was taken back.',
      ...found,
    }
  if (send?.counted === false)
    return { outcome: 'preview', reason: 'Its message was a preview. Previews are never counted.', ...found }
  if (shares.length > 0) return { outcome: 'counted', reason: isWhole ? WHOLE : null, ...found }
  if (order.length === 0) return { outcome: 'unmatched', reason: isWhole ? NO_ORDER : NO_PURCHASE, ...found }
  if (credited.length === 0) return { outcome: 'unmatched', reason: NOT_CREDITED, ...found }
  return { outcome: 'noted', reason: TAKEN_BACK, ...found }
}

const WHOLE = 'It has no amount, so it took back all the money of its order.'
const TAKEN_BACK = 'Other refunds have taken back all the money of its order.'
const NOT_CREDITED = 'The purchase that it takes back counts for no message, so no message lost money.'
const NO_PURCHASE =
  'Parley knows no earlier purchase of this person in this currency, so no money was taken back.'
const NO_ORDER =
  'It has no amount, and Parley knows no purchase of this order, message or person with one, so no money was taken back.'
