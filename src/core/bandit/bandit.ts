/**
 * Learning has three steps: rewards → weights → choice. Counts are the `Evidence`. A `Strategy` makes a `Policy` from
 * it. The policy divides traffic among the eligible variants, and `pick` takes one. A different model is a different
 * strategy; nothing else changes.
 */

import type { Cohort } from '../measure/cohort.ts'
import type { Better } from '../measure/measures.ts'
import type { AmountSums } from '../measure/winsorise.ts'
import type { Maturity, Window } from './delay/maturity.ts'
import type { Table } from './table.ts'

/** The counts of one variant. They are sums, so the order of events does not matter. */
export interface Reward {
  readonly variantId: string
  /** Messages. */
  readonly trials: number
  /** For a rate: messages with the desired outcome. */
  readonly successes: number
  /** Sum of the amounts per message, in minor units of one currency. */
  readonly sum: number
  /** Sum of the squares of the amounts per message. */
  readonly sumOfSquares: number
  /**
   * The same messages by sending time, and their successes by age, for a metric with delayed successes. Used together
   * with `Evidence.delay`, in place of `trials` and `successes`.
   */
  readonly cohorts?: readonly Cohort[]
  /** The same messages by the recipients' attributes, for policies that use attributes. */
  readonly cells?: readonly CellReward[]
  /** For an amount: the sums over messages with revenue. No amount is above the cap, see `winsorise.ts`. */
  readonly amounts?: AmountSums
}

/** Messages of one variant to people with the same attributes. */
export interface CellReward {
  /** See `cellOf`. */
  readonly cell: string
  readonly cohorts: readonly CellCohort[]
}

/** The successes so far of the messages of one period. The cohorts of all cells give their ages. */
export interface CellCohort extends Pick<Cohort, 'fromMs' | 'untilMs' | 'sends'> {
  readonly successes: number
}

/** The data that distinguish a failed message from a young one. */
export interface Delay {
  /**
   * The time until which reports are complete: now, or the platform's last report if it has gone silent. Otherwise an
   * outage would look like a failure of the latest messages.
   */
  readonly asOfMs: number
  readonly window: Window
  /** The delays of the organisation's other templates, for this channel and metric. */
  readonly history?: Maturity
}

export interface Evidence {
  /** A rate counts successes per message. An amount is summed per message. */
  readonly kind: 'rate' | 'amount'
  readonly better: Better
  readonly rewards: readonly Reward[]
  /** Absent if successes come at once or never. */
  readonly delay?: Delay
  /** The organisation's usual rate in this channel and metric. */
  readonly usualRate?: number
  /** The themes of each variant, by variant id. A new variant starts from the results of its themes. */
  readonly themes?: ReadonlyMap<string, readonly string[]>
  /** Several metrics at once, for `weighted_thompson`. If present, the rest of the evidence is not used. */
  readonly parts?: readonly WeightedEvidence[]
  /** Shares of traffic that a person has set, by variant id, for `manual`. They need not sum to one. */
  readonly manualWeights?: ReadonlyMap<string, number>
}

export interface WeightedEvidence {
  /** The value of one unit of the metric; below zero if less of the sum is better. Metrics where lower is better are subtracted. */
  readonly weight: number
  readonly evidence: Evidence
}

/** A division of traffic. The same evidence, seed and variants always give bit-identical tables. */
export interface Policy {
  /**
   * The rows that divide traffic among the eligible variants, as positions in the given order. Variants without
   * evidence use the prior.
   * @param eligible distinct variant ids, at least one
   * @param cell the cell of the person, see `cellOf`; ignored by policies that do not use attributes
   */
  table(eligible: readonly string[], cell?: string): Table
}

/** @param seed names the stream of random numbers, such as organisation, template and version */
export type Strategy = (evidence: Evidence, seed: string) => Policy

/** A strategy in short steps, see `inSlices`. */
export type SteppedStrategy = (evidence: Evidence, seed: string) => Generator<undefined, Policy>
