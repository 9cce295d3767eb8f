import { inWords, MINUTE_MS } from '../../lib/duration.ts'
import type { Event, EventType } from '../events/event.ts'
import { WHOLE_ORDER } from '../events/stored-event.ts'
import { createFieldReader } from '../platforms/field-reader.ts'
import { firstText } from '../platforms/fields.ts'
import { type Money, REFUND_AMOUNTS, readMoney } from '../platforms/money-said.ts'
import { readMoneyName } from '../values/money-name.ts'
import { FIX_OF, isSaid, sentenceOf, type Unread } from '../values/unread.ts'
import { isGoal } from './rule.ts'

/** An event without the values that cannot be right. */
export interface Settled {
  readonly event: Event
  /** Whether its time is known: given, or absent, so that it is the time of arrival. Otherwise it counts in no figure. */
  readonly isDated: boolean
  /** What was not understood, one sentence each. */
  readonly notes: readonly string[]
  /** How to mend it, one sentence each. */
  readonly fixes: readonly string[]
}

// The clocks of two companies differ. An event further ahead is flagged, and counts at its own time.
const AHEAD_MAX_MS = 5 * MINUTE_MS
/** Parley acts on these, whenever they happened. */
const WHENEVER: readonly EventType[] = ['user_deletion', 'handshake']

/**
 * Decides what counts of an event as an adapter and the mapping read it.
 * @param arrival when it arrived, and the currency of amounts without one
 */
export function settle(event: Event, arrival: { receivedAt: Date; currency: string }): Settled {
  const time = settleTime(event, arrival.receivedAt)
  const money = settleMoney(event, arrival.currency)
  const ids = event.unread.length === 0 ? FINE : told(event.unread.filter(({ what }) => what === 'id'))
  const refs = withOrder(event)
  const isSame = money === FINE && refs === event.refs
  return {
    event: isSame ? event : { ...event, ...money.change, refs },
    isDated: time.isDated,
    notes: [...time.notes, ...money.notes, ...ids.notes],
    fixes: [...time.fixes, ...money.fixes, ...ids.fixes],
  }
}

const FINE = { change: {}, isDated: true, notes: [], fixes: [] } as const

// The names of Segment, Google Analytics, Shopify and WooCommerce.
const ORDER_IDS = ['order_id', 'orderId', 'transaction_id', 'transactionId', 'order_number', 'orderNumber']

/** With the id of its order, by which a refund finds its purchase. */
function withOrder({ type, refs, properties }: Event): Event['refs'] {
  const id = isGoal(type) ? firstText(ORDER_IDS.map(name => properties[name])) : null
  return id === null ? refs : { ...refs, order_id: id }
}

function settleTime({ type, occurredAt, unread }: Event, receivedAt: Date) {
  if (WHENEVER.includes(type)) return FINE
  const unclear = unread.find(({ what }) => what === 'time')
  if (unclear !== undefined) return { isDated: false, ...told([unclear]) }
  const aheadMs = occurredAt === null ? 0 : occurredAt.getTime() - receivedAt.getTime()
  if (occurredAt === null || aheadMs <= AHEAD_MAX_MS) return FINE
  const note = `Its time, ${occurredAt.toISOString()}, is ${inWords(aheadMs)} after its arrival.`
  const fix =
    'Check the clock of the sender, and send times with their zone, such as 2026-10-30T10:00:00+01:00.'
  return { ...FINE, notes: [note], fixes: [fix] }
}

function settleMoney(event: Event, ofOrg: string) {
  const { type, name } = event
  if (!isGoal(type))
    return event.value === null && event.currency === null
      ? FINE
      : { ...FINE, change: { value: null, currency: null } }
  const { value, currency, currencies, unread } = type === 'refund' ? withAmount(event) : event
  const unclear = unread.filter(({ what }) => what === 'amount' || what === 'currency')
  if (value === null && unclear.length === 0 && type === 'refund') return settleWhole(event)
  if (value === null) return { change: {}, ...told(unclear) }
  if (currency === null && currencies?.includes(ofOrg) === false)
    return {
      change: { value: null },
      notes: [
        `The sign of the amount does not mean ${ofOrg}, the organisation’s currency, and the event names no currency, so no money was counted.`,
      ],
      fixes: [FIX_OF.currency],
    }
  const isBack = type === 'refund' || (value < 0 && readMoneyName(name ?? '') !== 'none')
  const back = { type: 'refund' as const, value: -Math.abs(value), currency, currencies }
  return isBack ? { ...FINE, change: back } : FINE
}

/** A refund may say in any of its properties how much was given back. */
function withAmount(event: Event): Money {
  if (event.value !== null || event.unread.some(({ what }) => what !== 'time' && what !== 'id')) return event
  const fields = createFieldReader(event.properties)
  const money = readMoney([{ fields, amount: REFUND_AMOUNTS, currency: ['currency'] }])
  return money.currency === null && money.value === null && money.unread.length === 0 ? event : money
}

const ITEMS = ['products', 'items', 'line_items', 'lineItems', 'refund_line_items', 'refundLineItems']

/** A refund of some items is not one of the whole order. A cancellation lists all of them. */
function settleWhole({ name, nativeEvent, properties }: Event) {
  const isOfItems = ITEMS.some(item => isSaid(properties[item])) && /refund/i.test(name ?? nativeEvent)
  if (!isOfItems) return { ...FINE, change: { subtype: WHOLE_ORDER } }
  const note = 'The refund lists items and no amount, so no money was counted.'
  return { ...FINE, notes: [note], fixes: [FIX_OF.amount] }
}

const told = (unclear: readonly Unread[]) => ({
  notes: unclear.map(sentenceOf),
  fixes: unclear.map(({ what }) => FIX_OF[what]),
})
