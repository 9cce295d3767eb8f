import { readCurrency } from '../../../lib/money.ts'
import type { Event, EventType } from '../../events/event.ts'
import { type Fields, readFieldsOrJson, readNumber, readText } from '../fields.ts'

/** What a conversion or custom event is called, and what it is worth. */
export type Goal = Pick<Event, 'name' | 'value' | 'currency'>

const NOTHING: Goal = { name: null, value: null, currency: null }

const PURCHASE = 'purchase'

/** @param eventType in lower case */
export function readGoal(type: EventType, eventType: string, properties: Fields): Goal {
  if (type === 'custom') return { ...NOTHING, name: readText(properties['name']) }
  if (type !== 'conversion') return NOTHING
  if (eventType.endsWith('.purchase')) return { name: PURCHASE, ...readPrice(properties) }
  return { ...NOTHING, name: readBehaviour(properties['conversion_behavior']) }
}

/** A price in a currency that is none is not read: it would be counted in the wrong one. */
function readPrice(properties: Fields): Pick<Goal, 'value' | 'currency'> {
  const currency = readCurrency(properties['currency'])
  const isUnknown = currency === null && readText(properties['currency']) !== null
  return { value: isUnknown ? null : readNumber(properties['price']), currency }
}

/**
 * The name of what a campaign or Canvas counts as its conversion: the custom event where it is one,
 * `purchase` for any purchase, else the kind in Braze's words, such as "Starts Session". The field is
 * JSON text; where it is not, it is taken for the name itself.
 */
function readBehaviour(behaviour: unknown): string | null {
  const fields = readFieldsOrJson(behaviour)
  const event = readText(fields['custom_event_name'])
  if (event !== null) return event
  const kind = readText(fields['type'])
  if (kind !== null) return /purchase/i.test(kind) ? PURCHASE : kind
  const text = readText(behaviour)
  return text?.startsWith('{') ? null : text
}
