import { readCurrency } from '../../lib/money.ts'
import { keyOfRule } from './find-rule.ts'
import { faultOfPath } from './path.ts'
import { isGoal, MAPPABLE_TYPES, type MappingRule } from './rule.ts'

/** A mistake that the schema of the rules does not find. */
export interface RuleFault {
  /** JSON pointer into the body. */
  readonly field: string
  readonly message: string
}

/**
 * All mistakes in rules that match the schema.
 * @param platforms slugs of the existing platforms
 */
export function checkRules(
  rules: readonly MappingRule[],
  platforms: readonly string[],
): readonly RuleFault[] {
  const first = new Map<string, number>()
  return rules.flatMap((rule, at) => {
    const key = keyOfRule(rule)
    const before = first.get(key)
    if (before === undefined) first.set(key, at)
    const twice =
      before === undefined
        ? []
        : [
            {
              field: 'event',
              message: `"${rule.event}" has a rule already: number ${before + 1} of the list.`,
            },
          ]
    return [...checkWho(rule, platforms), ...checkWhat(rule), ...checkAmount(rule), ...twice].map(
      ({ field, message }) => ({ field: `/rules/${at}/${field}`, message }),
    )
  })
}

function checkWho({ platform, event }: MappingRule, platforms: readonly string[]): readonly RuleFault[] {
  const faults: RuleFault[] = []
  if (platform != null && !platforms.includes(platform)) {
    const message = `There is no platform "${platform}". There are: ${platforms.join(', ')}.`
    faults.push({ field: 'platform', message })
  }
  if (event !== event.trim() || event === '*')
    faults.push({ field: 'event', message: 'Write the name without blanks at its ends, and not only a *.' })
  else if (event.slice(0, -1).includes('*'))
    faults.push({ field: 'event', message: 'A * can only be the last character.' })
  return faults
}

function checkWhat({ type, name }: MappingRule): readonly RuleFault[] {
  if (!MAPPABLE_TYPES.some(known => known === type)) {
    const message = `There is no type "${type}". There are: ${MAPPABLE_TYPES.join(', ')}.`
    return [{ field: 'type', message }]
  }
  if (name !== undefined && !isGoal(type))
    return [{ field: 'name', message: `Only conversion and custom events have a name, not ${type}.` }]
  if (name !== undefined && name.trim() !== name)
    return [{ field: 'name', message: 'Write the name without blanks at its ends.' }]
  return []
}

function checkAmount({ type, revenue_field, currency_field }: MappingRule): readonly RuleFault[] {
  const faults: RuleFault[] = []
  for (const [field, path] of Object.entries({ revenue_field, currency_field })) {
    if (path === undefined) continue
    const fault = isGoal(type)
      ? faultOfPath(path)
      : `Only conversion and custom events have an amount, not ${type}.`
    if (fault !== undefined) faults.push({ field, message: fault })
  }
  if (currency_field !== undefined && isCode(currency_field) && readCurrency(currency_field) === null)
    faults.push({
      field: 'currency_field',
      message: `"${currency_field}" is no ISO 4217 currency, such as EUR.`,
    })
  return faults
}

/** Whether a currency field is the currency itself, and not a path to it. */
export const isCode = (text: string): boolean => readCurrency(text) === text
