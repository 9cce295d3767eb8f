/**
 * How many standard errors to either side a confidence sequence reaches: what 1.96 is to an interval that
 * is looked at once. All intervals of the sequence hold together with probability 1 - alpha, however often
 * and for whatever reason one looks. Normal mixture of Robbins (1970) in the form of Waudby-Smith, Arbour,
 * Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences"
 * (2024), https://arxiv.org/abs/2103.06476, theorem 2.2 and equation 10: with r = t ρ²,
 *
 *     multiplier² = 2 (r + 1) / r · log(√(r + 1) / alpha)
 *
 * @param time observations so far, or what stands for them, such as an accumulated variance
 * @param tunedFor the time at which the sequence is to be at its tightest relative to its standard error;
 *   to be fixed before anything is seen. Ten times off costs less than a third.
 * @param alpha such as 0.05
 * @returns infinity at time 0
 */
export function sequenceMultiplier(time: number, tunedFor: number, alpha: number): number {
  if (time <= 0) return Number.POSITIVE_INFINITY
  const surprise = -2 * Math.log(alpha)
  const information = ((surprise + Math.log1p(surprise)) * time) / tunedFor
  return Math.sqrt((1 + 1 / information) * (Math.log1p(information) + surprise))
}
