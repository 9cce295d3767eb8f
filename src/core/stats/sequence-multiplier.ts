/**
 * The number of standard errors on either side of a confidence sequence. For an interval that is checked once, it is
 * 1.96. All intervals of the sequence hold together with probability 1 - alpha, however often you check and for
 * whatever reason. Normal mixture of Robbins (1970) in the form of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
 * "Time-uniform central limit theory and asymptotic confidence sequences" (2024), https://arxiv.org/abs/2103.06476,
 * theorem 2.2 and equation 10: with r = t ρ²,
 *
 * multiplier² = 2 (r + 1) / r · log(√(r + 1) / alpha)
 *
 * @param time observations so far, or an equivalent such as an accumulated variance
 * @param tunedFor the time at which the sequence is tightest relative to its standard error. Fix it before any data.
 *   A value ten times off makes the interval less than a third wider.
 * @param alpha such as 0.05
 * @returns infinity at time 0
 */
export function sequenceMultiplier(time: number, tunedFor: number, alpha: number): number {
  if (time <= 0) return Number.POSITIVE_INFINITY
  const surprise = -2 * Math.log(alpha)
  const information = ((surprise + Math.log1p(surprise)) * time) / tunedFor
  return Math.sqrt((1 + 1 / information) * (Math.log1p(information) + surprise))
}
