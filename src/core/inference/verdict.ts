import type { Gate } from './gates.ts'

/**
 * The state of a comparison in one word, from the worst to the best: nothing was decided; the figures may mislead; too
 * little is known; the interval is on the wrong side of zero; it contains zero; it is on the right side.
 */
export const VERDICTS = [
  'no-data',
  'do-not-read',
  'collecting',
  'behind',
  'no-clear-difference',
  'beats',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** An interval wider than this says nothing: two hundred percentage points of relative lift. */
export const WIDEST_INTERVAL = 2

export interface Finding {
  /** Decisions of the experiment. */
  readonly decisions: number
  readonly gates: readonly Pick<Gate, 'name' | 'ok'>[]
  readonly hasEnoughData: boolean
  /** Of the relative lift; null if it has no end. */
  readonly interval: readonly [number, number] | null
  readonly isBetter: boolean
  readonly isWorse: boolean
}

/** What the page may say of a comparison. Only the interval decides between better and worse. */
export function verdictOf(finding: Finding): Verdict {
  const { decisions, gates, hasEnoughData, interval, isBetter, isWorse } = finding
  if (decisions === 0) return 'no-data'
  const misleads = ({ name, ok }: Pick<Gate, 'name' | 'ok'>) =>
    !ok && (name === 'split-as-configured' || name === 'tracking-alive' || name === 'money-counted')
  if (gates.some(misleads)) return 'do-not-read'
  if (!hasEnoughData || interval === null || interval[1] - interval[0] > WIDEST_INTERVAL) return 'collecting'
  if (isBetter) return 'beats'
  return isWorse ? 'behind' : 'no-clear-difference'
}
