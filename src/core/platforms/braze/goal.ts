import { readCurrency } from '../../../lib/money.ts'
import type { Event, EventType } from '../../events/event.ts'
import { type Fields, readFieldsOrJson, readNumber, readText } from '../fields.ts'

/** The name and amount of a conversion or custom event. */
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

/** A price with an invalid currency is not read, because it would count in the wrong currency. */
function readPrice(properties: Fields): Pick<Goal, 'value' | 'currency'> {
  const currency = readCurrency(properties['currency'])
  const isUnknown = currency === null && readText(properties['currency']) !== null
  return { value: isUnknown ? null : readNumber(properties['price']), currency }
}

/**
 * The name of the conversion of a campaign or Canvas: the custom event if it is one, `purchase` for any purchase,
 * otherwise the kind in Braze's words, such as "Starts Session". The field is JSON text. If it is not, the text
 * itself is the name.
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
