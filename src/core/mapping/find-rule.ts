import type { MappingRule } from './rule.ts'

/** What rules look at. */
export interface Named {
  readonly platform: string
  /** The platform's name of it. */
  readonly nativeEvent: string
  /** The name that the event itself bears. */
  readonly name: string | null
}

/**
 * The rule that counts for an event. A whole name goes before the beginning of one, a longer beginning
 * before a shorter, and a rule for the platform before one for any; the order of the list means nothing.
 */
export function findRule(
  rules: readonly MappingRule[],
  { platform, nativeEvent, name }: Named,
): MappingRule | undefined {
  if (rules.length === 0) return undefined
  const names = [nativeEvent, name].filter(text => text !== null).map(text => text.toLowerCase())
  let best: MappingRule | undefined
  for (const rule of rules) {
    if (rule.platform != null && rule.platform !== platform) continue
    if (!names.some(each => fits(rule, each))) continue
    if (best === undefined || isMoreSpecific(rule, best)) best = rule
  }
  return best
}

/** Two rules with the same key would fit the same events. */
export const keyOfRule = ({ platform, event }: MappingRule): string =>
  `${platform ?? ''}|${event.trim().toLowerCase()}`

function fits({ event }: MappingRule, name: string): boolean {
  const pattern = event.toLowerCase()
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

function isMoreSpecific(left: MappingRule, right: MappingRule): boolean {
  const [isWhole, otherIsWhole] = [left, right].map(({ event }) => !event.endsWith('*'))
  if (isWhole !== otherIsWhole) return isWhole === true
  if (left.event.length !== right.event.length) return left.event.length > right.event.length
  if ((left.platform == null) !== (right.platform == null)) return left.platform != null
  return keyOfRule(left) < keyOfRule(right)
}
