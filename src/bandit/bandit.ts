/**
 * Learning in three steps: rewards → weights → choice. What has been counted goes in as `Evidence`;
 * a `Strategy` makes a `Policy` of it, which divides traffic among whichever variants are eligible;
 * `choose` takes one. A different model is a different strategy, and nothing else changes.
 */

import type { Cohort } from './cohort.ts'
import type { Maturity, Window } from './maturity.ts'
import type { Table } from './table.ts'

/** What is known of one variant: sums, so that the order in which things happened does not matter. */
export interface Reward {
  readonly variantId: string
  /** Messages. */
  readonly trials: number
  /** Messages with the wanted outcome, for a rate. */
  readonly successes: number
  /** Sum of the amounts per message, in minor units of one currency. */
  readonly sum: number
  /** Sum of the squares of the amounts per message. */
  readonly sumOfSquares: number
  /**
   * The same messages by when they were sent, and their successes by age, for a metric whose successes come
   * late. Used together with `Evidence.delay`, and then in place of `trials` and `successes`.
   */
  readonly cohorts?: readonly Cohort[]
}

/** What is needed to tell a message that failed from one that is young. */
export interface Delay {
  /**
   * Until when reports are complete: now, or the last time that the platform was heard of when it has fallen
   * silent. Otherwise an outage looks like a failure of whatever was sent last.
   */
  readonly asOfMs: number
  readonly window: Window
  /** How the organisation's other templates matured, for this channel and metric. */
  readonly history?: Maturity
}

export interface Evidence {
  /** A rate counts successes per message; an amount is added up per message. */
  readonly kind: 'rate' | 'amount'
  readonly better: 'higher' | 'lower'
  readonly rewards: readonly Reward[]
  /** Absent for what happens at once or never. */
  readonly delay?: Delay
  /** What a message of the organisation usually achieves in this channel and metric. */
  readonly usualRate?: number
}

/** A division of traffic. The same evidence, seed and variants always give bit-identical weights. */
export interface Policy {
  /**
   * The share of each eligible variant, in the order given; the shares sum to one.
   * Variants that the evidence does not know get what the prior says. No variants, no weights.
   * @param eligible distinct variant ids
   */
  weights(eligible: readonly string[]): readonly number[]
  /** The rows behind those weights, where the policy is a table: a decision can then name its row. */
  readonly table?: (eligible: readonly string[]) => Table
}

/** @param seed names the stream of random numbers, such as organisation, template and version */
export type Strategy = (evidence: Evidence, seed: string) => Policy
