import type { Evidence } from './bandit.ts'
import { DRAWS } from './drawn-policy.ts'

/** The number of successes that proves a variant. Until then it gets at most a quarter of the traffic. */
const PROVEN_SUCCESSES = 20
const UNPROVEN_SHARE = 0.25

/** The evidence on a variant. */
export interface Shown {
  readonly successes: number
  /** The successes that an average variant would have had with its messages by now. */
  readonly expected: number
}

/**
 * The maximum number of rows for each variant. Unproven variants are limited only to protect proven ones; if there
 * are no proven variants, nobody is limited. Rounded up, so that all limits together cover all rows.
 */
export function rampLimits(shown: readonly Shown[], better: Evidence['better']): readonly number[] {
  const proven = shown.map(own => isProven(own, better))
  const unproven = proven.includes(true) ? Math.max(1 / proven.length, UNPROVEN_SHARE) : 1
  return proven.map(isProven => (isProven ? DRAWS : Math.ceil(DRAWS * unproven)))
}

/**
 * Whether a variant may have all traffic. If fewer is better, the best variant would stay unproven, so the expected
 * successes count instead.
 */
export const isProven = ({ successes, expected }: Shown, better: Evidence['better']): boolean =>
  (better === 'higher' ? successes : expected) >= PROVEN_SUCCESSES
