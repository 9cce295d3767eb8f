/**
 * The value of a polynomial at x, by Horner's rule.
 * @param coefficients highest power first
 */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0
  // Every draw of the bandit calls this function. An iterator costs twice as much as an index.
  for (let at = 0; at < coefficients.length; at++) sum = sum * x + (coefficients[at] ?? 0)
  return sum
}
