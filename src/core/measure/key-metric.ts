import type { Evidence } from '../bandit/bandit.ts'

interface KeyMetric extends Pick<Evidence, 'kind' | 'better'> {
  /** The count of messages that are its successes; for an amount, those that brought any. */
  readonly counted: 'opens' | 'clicks' | 'conversions' | 'unsubscribes'
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures: boolean
}

/** What a template can be optimised for, and how that is read from the counts. */
export const KEY_METRICS = {
  open_rate: { kind: 'rate', better: 'higher', counted: 'opens', matures: false },
  click_rate: { kind: 'rate', better: 'higher', counted: 'clicks', matures: false },
  conversion_rate: { kind: 'rate', better: 'higher', counted: 'conversions', matures: true },
  unsubscribe_rate: { kind: 'rate', better: 'lower', counted: 'unsubscribes', matures: false },
  revenue: { kind: 'amount', better: 'higher', counted: 'conversions', matures: true },
} as const satisfies Readonly<Record<string, KeyMetric>>

/** What rates are per: messages that the platform says it has sent or, where it says nothing of sends, decisions. */
export type Denominator = 'send' | 'decision'

/** What can happen to a message, as `cohort_counts` has it. */
export type Success = 'open' | 'click' | 'conversion' | 'unsubscribe' | 'complaint'

const SUCCESS_OF = {
  opens: 'open',
  clicks: 'click',
  conversions: 'conversion',
  unsubscribes: 'unsubscribe',
} as const satisfies Readonly<Record<KeyMetric['counted'], Success>>

/** What has to happen for a metric; for an amount, what brings it. */
export const successFor = (metric: keyof typeof KEY_METRICS): Success =>
  SUCCESS_OF[KEY_METRICS[metric].counted]
