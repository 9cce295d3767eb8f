import type { ArmSums } from '../sums.ts'

/** The same stretch of time of two variants, or of a variant and the control. */
export interface Stratum {
  readonly variant: ArmSums
  readonly other: ArmSums
  /** All messages of the experiment, whatever their variant, and the sum of their outcomes. */
  readonly messages: number
  readonly total: number
}

/** Sums over strata; each message has the weight h / e, with the weight h of its stratum and its propensity e. */
export interface StratifiedSide {
  /** Plain messages of the strata that count. */
  readonly messages: number
  /** Σ h/e. */
  readonly weight: number
  /** Σ h²/e². */
  readonly squaredWeight: number
  /** Σ h y/e and Σ h y²/e. */
  readonly total: number
  readonly squares: number
}

export interface Stratified {
  readonly variant: StratifiedSide
  readonly other: StratifiedSide
  /** Σ h b (W - W₀), with the weights W = Σ 1/e of both sides and the mean b of all messages before the stratum. */
  readonly imbalance: number
}

const NO_SIDE: StratifiedSide = { messages: 0, weight: 0, squaredWeight: 0, total: 0, squares: 0 }
export const NOT_STRATIFIED: Stratified = { variant: NO_SIDE, other: NO_SIDE, imbalance: 0 }

/**
 * The sums of both over the same time. h and b are known before a stratum begins, so for any rates that move over time
 * with the ratio R, and for any division of traffic,
 *
 * M(R) = Σ h ((Y - R b W) - R (Y₀ - b W₀)),   Y = Σ y/e, W = Σ 1/e
 *
 * is a martingale (Waudby-Smith, Wu, Ramdas, Karampatziakis and Mineiro, https://arxiv.org/abs/2210.10768).
 *
 * A stratum counts only if both could be chosen all the time. If one of them had no message in the stratum before, its
 * h is zero: it may have begun in this one. If one of them ended, its W is too small for all messages. Both tests look
 * at messages, never at outcomes.
 * @param strata in order of time
 */
export function stratify(strata: readonly Stratum[]): Stratified {
  let sums = NOT_STRATIFIED
  let [messages, total] = [0, 0]
  let before: Stratum | undefined
  for (const stratum of strata) {
    const [share, otherShare] = sharesIn(before)
    const isWhole =
      isCovered(stratum.variant, share, stratum) && isCovered(stratum.other, otherShare, stratum)
    if (isWhole) sums = add(sums, stratum, weightOf(share, otherShare), messages > 0 ? total / messages : 0)
    messages += stratum.messages
    total += stratum.total
    before = stratum
  }
  return sums
}

const sharesIn = (stratum: Stratum | undefined): readonly [number, number] =>
  stratum === undefined || stratum.messages === 0
    ? [0, 0]
    : [stratum.variant.messages / stratum.messages, stratum.other.messages / stratum.messages]

/** The weight that gives the smallest variance: a message of a share e adds 1/e to it. */
const weightOf = (share: number, otherShare: number): number => 1 / (1 / share + 1 / otherShare)

/** So many standard errors between Σ 1/e and the number of all messages are no chance. */
const COVERED_ERRORS = 3

/**
 * Whether the variant could be chosen during a whole stretch of time.
 * @param share its share of the messages in the stretch before
 * @param all the messages of the stretch, whatever their variant
 */
export function isCovered(
  { inverse, inverseSquare }: Pick<ArmSums, 'inverse' | 'inverseSquare'>,
  share: number,
  { messages }: Pick<Stratum, 'messages'>,
): boolean {
  if (share === 0) return false
  const variance = Math.max(inverseSquare, messages / share)
  return Math.abs(inverse - messages) <= COVERED_ERRORS * Math.sqrt(variance)
}

const add = (sums: Stratified, { variant, other }: Stratum, weight: number, mean: number): Stratified => ({
  variant: addSide(sums.variant, variant, weight),
  other: addSide(sums.other, other, weight),
  imbalance: sums.imbalance + weight * mean * (variant.inverse - other.inverse),
})

const addSide = (side: StratifiedSide, sums: ArmSums, weight: number): StratifiedSide => ({
  messages: side.messages + sums.messages,
  weight: side.weight + weight * sums.inverse,
  squaredWeight: side.squaredWeight + weight * weight * sums.inverseSquare,
  total: side.total + weight * sums.outcome.inverse,
  squares: side.squares + weight * sums.outcome.squaresInverse,
})
