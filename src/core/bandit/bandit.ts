/**
 * Learning in three steps: rewards → weights → choice. What has been counted goes in as `Evidence`;
 * a `Strategy` makes a `Policy` of it, which divides traffic among whichever variants are eligible;
 * `pick` takes one. A different model is a different strategy, and nothing else changes.
 */

import type { Cohort } from '../measure/cohort.ts'
import type { Better } from '../measure/measures.ts'
import type { AmountSums } from '../measure/winsorise.ts'
import type { Maturity, Window } from './delay/maturity.ts'
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
  /** The same messages by the attributes of those who got them, for policies that look at attributes. */
  readonly cells?: readonly CellReward[]
  /** What the messages that brought money brought, for an amount; none large enough to be cut off, see `winsorise.ts`. */
  readonly amounts?: AmountSums
}

/** Messages of one variant to people with the same attributes. */
export interface CellReward {
  /** See `cellOf`. */
  readonly cell: string
  readonly cohorts: readonly CellCohort[]
}

/** How many of the messages of a stretch of time have succeeded so far; at what age is told by the cohorts of all cells. */
export interface CellCohort extends Pick<Cohort, 'fromMs' | 'untilMs' | 'sends'> {
  readonly successes: number
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
  readonly better: Better
  readonly rewards: readonly Reward[]
  /** Absent for what happens at once or never. */
  readonly delay?: Delay
  /** What a message of the organisation usually achieves in this channel and metric. */
  readonly usualRate?: number
  /** What each variant is about, by variant id: new copy inherits what its themes have earned. */
  readonly themes?: ReadonlyMap<string, readonly string[]>
  /** Several metrics at once, for `weighted_thompson`; then nothing else of the evidence is looked at. */
  readonly parts?: readonly WeightedEvidence[]
  /** Shares of traffic set by a person, by variant id, for `manual`; they need not sum to one. */
  readonly manualWeights?: ReadonlyMap<string, number>
}

export interface WeightedEvidence {
  /** How much a unit of the metric is worth; positive. What is better lower counts against. */
  readonly weight: number
  readonly evidence: Evidence
}

/** A division of traffic. The same evidence, seed and variants always give bit-identical tables. */
export interface Policy {
  /**
   * The rows that divide traffic among the eligible variants, positions in the order given.
   * Variants that the evidence does not know get what the prior says.
   * @param eligible distinct variant ids, at least one
   * @param cell of the person, see `cellOf`; of no effect for policies that do not look at attributes
   */
  table(eligible: readonly string[], cell?: string): Table
}

/** @param seed names the stream of random numbers, such as organisation, template and version */
export type Strategy = (evidence: Evidence, seed: string) => Policy
