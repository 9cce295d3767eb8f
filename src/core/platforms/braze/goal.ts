import type { Event, EventType } from '../../events/event.ts'
import { createFieldReader } from '../field-reader.ts'
import { type Fields, readFieldsOrJson, readText } from '../fields.ts'
import { type Money, NO_MONEY, readMoney } from '../money-said.ts'

/** The name and amount of a conversion or custom event. */
export type Goal = Pick<Event, 'name'> & Money

const NOTHING: Goal = { name: null, ...NO_MONEY }

const PURCHASE = 'purchase'

/** @param eventType in lower case */
export function readGoal(type: EventType, eventType: string, properties: Fields): Goal {
  if (type === 'custom') return { ...NOTHING, name: readText(properties['name']) }
  if (type !== 'conversion') return NOTHING
  if (eventType.endsWith('.purchase'))
    return {
      name: PURCHASE,
      ...readMoney([{ fields: createFieldReader(properties), amount: ['price'], currency: ['currency'] }]),
    }
  return { ...NOTHING, name: readBehaviour(properties['conversion_behavior']) }
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
