import type { Event, EventType } from '../events/event.ts'
import { createFieldReader } from '../platforms/field-reader.ts'
import { type Money, NO_MONEY, readMoney } from '../platforms/money-said.ts'
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
  const others = event.unread.filter(({ what }) => what !== 'amount' && what !== 'currency')
  if (!isGoal(type)) return { ...kept, type, name: null, onceKey: null, ...NO_MONEY, unread: others }
  // A conversion that the platform itself reports belongs to its message. It has no name unless a rule gives it one.
  const ownName = isKnown && event.type === 'conversion' ? event.name : (event.name ?? event.nativeEvent)
  const money = moneyOf(rule, event, wholeItem)
  return { ...kept, type, name: rule.name ?? ownName, ...money, unread: [...others, ...money.unread] }
}

const isEngagement = (type: EventType): boolean => type === 'open' || type === 'click'

/** The amount and the currency at the paths of the rule, else those that the platform reports. */
function moneyOf(
  { revenue_field, currency_field }: MappingRule,
  event: Event,
  wholeItem: () => unknown,
): Money {
  const find = (path: string) => readPath(event.properties, path) ?? readPath(wholeItem(), path)
  const { value, currency, currencies } = event
  const unread = event.unread.filter(({ what }) => what === 'amount' || what === 'currency')
  if (revenue_field === undefined && currency_field === undefined)
    return { value, currency, currencies, unread }
  const [amountName, currencyName] = [revenue_field ?? 'value', currency_field ?? 'currency']
  const isGiven = currency_field !== undefined && isCode(currency_field)
  const said =
    currency_field === undefined || isGiven ? (isGiven ? currency_field : null) : find(currency_field)
  const amount = revenue_field === undefined ? value : find(revenue_field)
  const fields = createFieldReader({ [amountName]: amount, [currencyName]: said ?? currency })
  const money = readMoney([{ fields, amount: [amountName], currency: [currencyName] }])
  return revenue_field === undefined && value === null
    ? { ...money, unread: [...unread, ...money.unread] }
    : money
}
