/**
 * The quantile of some numbers, interpolated between neighbours: definition 7 of Hyndman and Fan (1996), the default
 * of R, NumPy and spreadsheets.
 * @param values at least one; they are not changed
 * @param probability in [0, 1]
 */
export function sampleQuantile(values: ArrayLike<number>, probability: number): number {
  const sorted = Float64Array.from(values).sort()
  const place = probability * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[below + 1] ?? low
  return low + (place - below) * (high - low)
}
