import type { Evidence } from './bandit.ts'
import { DRAWS } from './drawn-policy.ts'

/** A variant is proven by so many successes; until then it gets a quarter of the traffic at most. */
const PROVEN_SUCCESSES = 20
const UNPROVEN_SHARE = 0.25

/** What a variant has shown. */
export interface Shown {
  readonly successes: number
  /** Successes that an average variant would have had with its messages by now. */
  readonly expected: number
}

/**
 * Rows that each variant may win. The unproven are kept down only for the sake of proven ones: among nothing
 * but beginners there is nobody to protect. Rounded up, so that all of them together are enough.
 */
export function rampLimits(shown: readonly Shown[], better: Evidence['better']): readonly number[] {
  const proven = shown.map(own => isProven(own, better))
  const unproven = proven.includes(true) ? Math.max(1 / proven.length, UNPROVEN_SHARE) : 1
  return proven.map(isProven => (isProven ? DRAWS : Math.ceil(DRAWS * unproven)))
}

/**
 * Whether a variant may have all traffic. Where fewer is better, the best would stay unproven; there it counts how many
 * successes were to be expected.
 */
export const isProven = ({ successes, expected }: Shown, better: Evidence['better']): boolean =>
  (better === 'higher' ? successes : expected) >= PROVEN_SUCCESSES
