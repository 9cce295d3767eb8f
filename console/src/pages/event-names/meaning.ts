import type { MappingRule } from '../../../../src/core/mapping/rule.ts'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import type { Tone } from '../../kit/show/chip.tsx'

/** What an event may mean, in the order of the select. */
export const MEANINGS = [
  { value: 'conversion', label: 'A conversion', help: 'Counts for the message before it, by its name.' },
  {
    value: 'refund',
    label: 'A refund',
    help: 'Takes its amount back from the message that was credited with the purchase.',
  },
  { value: 'send', label: 'The message was sent' },
  { value: 'delivery', label: 'The message was delivered' },
  { value: 'open', label: 'The message was opened' },
  { value: 'click', label: 'The message was clicked' },
  { value: 'unsubscribe', label: 'The person unsubscribed' },
  { value: 'complaint', label: 'The person complained' },
  { value: 'bounce', label: 'The message bounced' },
  { value: 'dropped', label: 'The message was not sent' },
  { value: 'failed', label: 'The message failed' },
  { value: 'deferred', label: 'The delivery was delayed' },
  { value: 'reply', label: 'The person replied' },
  { value: 'dismiss', label: 'The message was dismissed' },
  { value: 'subscribe', label: 'The person subscribed' },
  { value: 'preference_change', label: 'The person changed preferences' },
  { value: 'control', label: 'The person is in a control group' },
  { value: 'custom', label: 'Something else of your own', help: 'Counts where a template lists its name.' },
  { value: 'ignored', label: 'Nothing: ignore it' },
] as const
export type Meaning = (typeof MEANINGS)[number]['value']

export const isGoal = (meaning: string | null): boolean =>
  meaning === 'conversion' || meaning === 'custom' || meaning === 'refund'

/** The present meaning of a name, and whether somebody should look. */
export function statusInWords({ status, type, name }: EventName): {
  readonly text: string
  readonly tone: Tone
} {
  const meaning = MEANINGS.find(({ value }) => value === type)?.label ?? type ?? ''
  const called = isGoal(type) && name !== null ? `: ${name}` : ''
  switch (status) {
    case 'unknown':
      return { text: 'Not known', tone: 'warning' }
    case 'not-listened':
      return { text: `No template counts ${name ?? 'it'}`, tone: 'warning' }
    case 'mapped':
      return { text: `${meaning}${called}, by your rule`, tone: 'accent' }
    case 'understood':
      return { text: `${meaning}${called}`, tone: 'plain' }
  }
}

const keyOf = ({ platform, event }: Pick<MappingRule, 'platform' | 'event'>): string =>
  `${platform ?? ''}|${event.trim().toLowerCase()}`

/** The rules with one of them set anew. @param rule undefined takes the rule away */
export function withRule(
  rules: readonly MappingRule[],
  of: Pick<MappingRule, 'platform' | 'event'>,
  rule: MappingRule | undefined,
): readonly MappingRule[] {
  const at = rules.findIndex(each => keyOf(each) === keyOf(of))
  if (rule === undefined) return rules.filter((_, place) => place !== at)
  return at < 0 ? [...rules, rule] : rules.map((each, place) => (place === at ? rule : each))
}

/** Names that need a meaning come first, the latest first. */
export const inOrder = (names: readonly EventName[]): readonly EventName[] =>
  [...names].sort(
    (left, right) =>
      Number(needsMeaning(right)) - Number(needsMeaning(left)) ||
      (left.last_seen < right.last_seen ? 1 : left.last_seen > right.last_seen ? -1 : 0),
  )

const needsMeaning = ({ status }: EventName): boolean => status === 'unknown' || status === 'not-listened'
