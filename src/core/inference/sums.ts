import { weightsOf } from '../measure/weights.ts'

/**
 * The sums from which this folder computes everything, so that no result needs to read every decision. They are
 * kept per template, variant and hour of decision, over the messages of the experiment (no fallback, no previews).
 * Each message is added once when its outcome is known, and taken back when the outcome changes. e is the
 * propensity logged with the decision: the probability with which this message got this variant. All are plain
 * sums, so hours, variants and processes can be added up in any order.
 */
export interface ArmSums {
  /** Messages that got the variant. */
  readonly messages: number
  /** Σ 1/e: an estimate of all messages that could have got it. */
  readonly inverse: number
  /** Σ 1/√e. */
  readonly inverseRoot: number
  /** Σ 1/e². */
  readonly inverseSquare: number
  /** One for each metric. */
  readonly outcome: OutcomeSums
}

/** For an outcome y of 0 or 1, the sums of squares are those of y: four columns do. Money needs all seven. */
export interface OutcomeSums {
  /** Σ y. */
  readonly total: number
  /** Σ y². */
  readonly squares: number
  /** Σ y/e. */
  readonly inverse: number
  /** Σ y/√e. */
  readonly inverseRoot: number
  /** Σ y/e². */
  readonly inverseSquare: number
  /** Σ y²/e. */
  readonly squaresInverse: number
  /** Σ y²/e². */
  readonly squaresInverseSquare: number
}

/**
 * Over all decisions of the experiment in which a variant or group could have been chosen, whatever the choice.
 * Many decisions share one division, so they are counted first and multiplied once. Only those of the groups are
 * kept, by the shares that control's messages logged: see moved-share.ts.
 */
export interface OfferedSums {
  /** Decisions. */
  readonly offered: number
  /** Σ e, Σ e² and Σ e³ of this variant's propensity. */
  readonly expected: number
  readonly expectedSquares: number
  readonly expectedCubes: number
}

/** The sums of messages that shared one propensity. @param propensity in (0, 1] */
export function evenSums(propensity: number, messages: number, total: number, squares: number): ArmSums {
  const { inverse, inverseRoot, inverseSquare } = weightsOf(propensity)
  return {
    messages,
    inverse: messages * inverse,
    inverseRoot: messages * inverseRoot,
    inverseSquare: messages * inverseSquare,
    outcome: {
      total,
      squares,
      inverse: total * inverse,
      inverseRoot: total * inverseRoot,
      inverseSquare: total * inverseSquare,
      squaresInverse: squares * inverse,
      squaresInverseSquare: squares * inverseSquare,
    },
  }
}

/** Messages with unknown or equal propensities: every message counts the same. */
export const plainSums = (messages: number, total: number, squares: number): ArmSums =>
  evenSums(1, messages, total, squares)

/** The expectations of `decisions` that shared one propensity. */
export const offeredSums = (propensity: number, decisions: number): OfferedSums => ({
  offered: decisions,
  expected: decisions * propensity,
  expectedSquares: decisions * propensity ** 2,
  expectedCubes: decisions * propensity ** 3,
})

export function addSums(a: ArmSums, b: ArmSums): ArmSums {
  const [p, q] = [a.outcome, b.outcome]
  return {
    messages: a.messages + b.messages,
    inverse: a.inverse + b.inverse,
    inverseRoot: a.inverseRoot + b.inverseRoot,
    inverseSquare: a.inverseSquare + b.inverseSquare,
    outcome: {
      total: p.total + q.total,
      squares: p.squares + q.squares,
      inverse: p.inverse + q.inverse,
      inverseRoot: p.inverseRoot + q.inverseRoot,
      inverseSquare: p.inverseSquare + q.inverseSquare,
      squaresInverse: p.squaresInverse + q.squaresInverse,
      squaresInverseSquare: p.squaresInverseSquare + q.squaresInverseSquare,
    },
  }
}

export const addOffered = (a: OfferedSums, b: OfferedSums): OfferedSums => ({
  offered: a.offered + b.offered,
  expected: a.expected + b.expected,
  expectedSquares: a.expectedSquares + b.expectedSquares,
  expectedCubes: a.expectedCubes + b.expectedCubes,
})

export const NO_SUMS: ArmSums = {
  messages: 0,
  inverse: 0,
  inverseRoot: 0,
  inverseSquare: 0,
  outcome: {
    total: 0,
    squares: 0,
    inverse: 0,
    inverseRoot: 0,
    inverseSquare: 0,
    squaresInverse: 0,
    squaresInverseSquare: 0,
  },
}

export const NOTHING_OFFERED: OfferedSums = {
  offered: 0,
  expected: 0,
  expectedSquares: 0,
  expectedCubes: 0,
}
