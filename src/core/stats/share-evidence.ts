/** How often something was chosen and how often it was expected: sums over all choices that could have chosen it. */
export interface SharedTraffic {
  /** The number of times it was chosen. */
  readonly chosen: number
  /** Σe: the sum of its probabilities, which may change from choice to choice. */
  readonly expected: number
  /** Σe². */
  readonly expectedSquares: number
  /** Σe³. */
  readonly expectedCubes: number
}

/**
 * Evidence that choices did not follow their stated probabilities. If they did, the evidence exceeds x with a
 * probability of at most 1/x, however often you check and however the probabilities were adapted. So 1/evidence is a
 * p-value that stays valid under repeated checks.
 *
 * For a ratio R of odd to stated probability, R^chosen · Π 1/(1 + e(R - 1)) is a martingale that starts at one
 * (Ville, 1939; Lindon and Malek, "Anytime-valid inference for multinomial count data", 2022,
 * https://arxiv.org/abs/2011.03567, treat fixed probabilities). As log(1 + x) ≤ x - x²/2 + x³/3 for all x > -1, three
 * sums bound the product. An average over several R is also valid evidence.
 */
export function shareEvidence(traffic: SharedTraffic): number {
  const logs = RATIOS.map(ratio => logEvidence(traffic, ratio))
  const largest = Math.max(...logs)
  return Math.exp(largest) * (logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length)
}

// From half a per cent to a half, in either direction.
const RATIOS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].flatMap(shift => [1 - shift, 1 + shift])

function logEvidence(
  { chosen, expected, expectedSquares, expectedCubes }: SharedTraffic,
  ratio: number,
): number {
  const shift = ratio - 1
  const bound = shift * expected - (shift ** 2 * expectedSquares) / 2 + (shift ** 3 * expectedCubes) / 3
  return chosen * Math.log(ratio) - bound
}
