import type { Evidence } from './bandit.ts'

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
