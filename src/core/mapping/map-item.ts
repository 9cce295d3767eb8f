import { readCurrency } from '../../lib/money.ts'
import type { Event, EventType } from '../events/event.ts'
import { readNumber } from '../platforms/fields.ts'
import type { Normalised } from '../platforms/platform.ts'
import { isCode } from './check-rules.ts'
import { findRule } from './find-rule.ts'
import { readPath } from './path.ts'
import { isGoal, type MappingRule } from './rule.ts'

/**
 * Applies an organisation's rules to an item of a request. An item that its platform's adapter does not know becomes
 * an event if a rule gives its type.
 * @param wholeItem the item as it was sent; only called if a rule needs a field that is not among the properties
 */
export function mapItem(
  rules: readonly MappingRule[],
  platform: string,
  item: Normalised,
  wholeItem: () => unknown,
): Normalised {
  const { event } = item
  // Parley must carry out deletions, and a vendor's check is not about a person.
  if (event === undefined || event.type === 'user_deletion' || event.type === 'handshake') return item
  const { nativeEvent, name, refs } = event
  const rule = findRule(rules, { platform, nativeEvent, name, workflowId: refs['workflow_id'] })
  if (rule === undefined) return item
  return { outcome: 'event', event: mapEvent(rule, event, item.outcome === 'event', wholeItem) }
}

function mapEvent(rule: MappingRule, event: Event, isKnown: boolean, wholeItem: () => unknown): Event {
  const type = rule.type as EventType
  const isSame = isKnown && type === event.type
  const kept = isSame
    ? event
    : { ...event, subtype: null, machine: isEngagement(type) ? event.machine : null }
  if (!isGoal(type)) return { ...kept, type, name: null, onceKey: null, value: null, currency: null }
  // A conversion that the platform itself reports belongs to its message. It has no name unless a rule gives it one.
  const ownName = isKnown && event.type === 'conversion' ? event.name : (event.name ?? event.nativeEvent)
  return { ...kept, type, name: rule.name ?? ownName, ...readAmount(rule, event, wholeItem) }
}

const isEngagement = (type: EventType): boolean => type === 'open' || type === 'click'

/** An amount with an invalid currency is not read, because it would count in the wrong currency. */
function readAmount(
  { revenue_field, currency_field }: MappingRule,
  event: Event,
  wholeItem: () => unknown,
): Pick<Event, 'value' | 'currency'> {
  const find = (path: string) => readPath(event.properties, path) ?? readPath(wholeItem(), path)
  const value = revenue_field === undefined ? event.value : readNumber(find(revenue_field))
  if (currency_field === undefined) return { value, currency: event.currency }
  if (isCode(currency_field)) return { value, currency: currency_field }
  const said = find(currency_field) ?? null
  const currency = said === null ? event.currency : readCurrency(said)
  return said !== null && currency === null ? { value: null, currency } : { value, currency }
}
