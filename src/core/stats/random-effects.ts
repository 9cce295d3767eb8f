/** The mean of a group of observations, and how many there are. */
export interface GroupMean {
  readonly mean: number
  readonly size: number
}

/**
 * The variance of the groups' true means, beyond what chance alone gives: Cochran's Q minus its expectation. The moment
 * estimate of DerSimonian and Laird, "Meta-analysis in clinical trials" (1986). Zero for fewer than two groups.
 * @param centre the mean of all observations
 * @param noise the variance of a single observation
 */
export function varianceBetween(groups: readonly GroupMean[], centre: number, noise: number): number {
  const seen = groups.filter(({ size }) => size > 0)
  if (seen.length < 2) return 0
  const sum = (of: (group: GroupMean) => number) => seen.reduce((total, group) => total + of(group), 0)
  const size = sum(group => group.size)
  const squares = sum(group => group.size * (group.mean - centre) ** 2)
  const scale = size - sum(group => group.size ** 2) / size
  return scale > 0 ? Math.max(0, (squares - (seen.length - 1) * noise) / scale) : 0
}

/**
 * The mean of the groups' true means. Each group has the weight 1 / (its noise + the variance between). So once means
 * are known well, all groups have the same weight, however many observations each has.
 * @param noise the variance of a single observation
 * @param between the variance of the groups' true means, above zero
 */
export function randomEffectsMean(groups: readonly GroupMean[], noise: number, between: number): number {
  const weightOf = ({ size }: GroupMean) => size / (noise + size * between)
  const weights = groups.reduce((sum, group) => sum + weightOf(group), 0)
  return groups.reduce((sum, group) => sum + weightOf(group) * group.mean, 0) / weights
}
