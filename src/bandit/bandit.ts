/**
 * Learning in three steps: rewards → weights → choice. What has been counted goes in as `Evidence`;
 * a `Strategy` makes a `Policy` of it, which divides traffic among whichever variants are eligible;
 * `choose` takes one. A different model is a different strategy, and nothing else changes.
 */

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
}

export interface Evidence {
  /** A rate counts successes per message; an amount is added up per message. */
  readonly kind: 'rate' | 'amount'
  readonly better: 'higher' | 'lower'
  readonly rewards: readonly Reward[]
}

/** A division of traffic. The same evidence, seed and variants always give bit-identical weights. */
export interface Policy {
  /**
   * The share of each eligible variant, in the order given; the shares sum to one.
   * Variants that the evidence does not know get what the prior says. No variants, no weights.
   * @param eligible distinct variant ids
   */
  weights(eligible: readonly string[]): readonly number[]
}

/** @param seed names the stream of random numbers, such as organisation, template and version */
export type Strategy = (evidence: Evidence, seed: string) => Policy
