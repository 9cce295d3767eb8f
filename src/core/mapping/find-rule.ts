import type { MappingRule } from './rule.ts'

/** The properties of an event that rules use. */
export interface Named {
  readonly platform: string
  /** The platform's name of the event. */
  readonly nativeEvent: string
  /** The name in the event itself. */
  readonly name: string | null
  /** The journey that sent the event. */
  readonly workflowId?: string | undefined
}

/**
 * The rule that applies to an event. A full name takes precedence over a prefix, a longer prefix over a shorter one,
 * and a rule for the platform over one for any platform. The order of the list has no meaning.
 */
export function findRule(
  rules: readonly MappingRule[],
  { platform, nativeEvent, name, workflowId }: Named,
): MappingRule | undefined {
  if (rules.length === 0) return undefined
  // `journey webhook 12` is also meant by `journey webhook`, and by the id alone.
  const isOfJourney = workflowId !== undefined && nativeEvent.endsWith(` ${workflowId}`)
  const journey = isOfJourney ? [nativeEvent.slice(0, -workflowId.length - 1), workflowId] : []
  const names = [nativeEvent, name, ...journey].filter(text => text !== null).map(text => text.toLowerCase())
  let best: MappingRule | undefined
  for (const rule of rules) {
    if (rule.platform != null && rule.platform !== platform) continue
    if (!names.some(each => fits(rule, each))) continue
    if (best === undefined || isMoreSpecific(rule, best)) best = rule
  }
  return best
}

/** Two rules with the same key match the same events. */
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
