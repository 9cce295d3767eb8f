import { logGamma } from '../log-gamma.ts'
import type { Random } from './random.ts'

/** Up to this many expected successes, counting them one by one is faster. */
const COUNTED_MAX = 10

/**
 * A draw from the binomial distribution: the number of successes in `trials`.
 * @param trials a whole number from 0
 * @param probability in [0, 1]
 */
export function drawBinomial(trials: number, probability: number, random: Random): number {
  if (probability > 0.5) return trials - drawBinomial(trials, 1 - probability, random)
  if (trials === 0 || probability <= 0) return 0
  return trials * probability < COUNTED_MAX
    ? countSuccesses(trials, probability, random)
    : rejectTransformed(trials, probability, random)
}

/** The gaps between successes are geometric (Devroye, 1986, section X.4.3). */
function countSuccesses(trials: number, probability: number, random: Random): number {
  const logFailure = Math.log1p(-probability)
  let successes = 0
  let at = Math.floor(Math.log(1 - random()) / logFailure)
  while (at < trials) {
    successes++
    at += 1 + Math.floor(Math.log(1 - random()) / logFailure)
  }
  return successes
}

/** Hörmann, "The generation of binomial random variates" (1993): algorithm BTRS. */
function rejectTransformed(trials: number, probability: number, random: Random): number {
  const deviation = Math.sqrt(trials * probability * (1 - probability))
  const b = 1.15 + 2.53 * deviation
  const a = -0.0873 + 0.0248 * b + 0.01 * probability
  const centre = trials * probability + 0.5
  const squeeze = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * deviation
  const mode = Math.floor((trials + 1) * probability)
  const logOdds = Math.log(probability / (1 - probability))
  const logHeight = logGamma(mode + 1) + logGamma(trials - mode + 1)
  for (;;) {
    const u = random() - 0.5
    const v = 1 - random()
    const room = 0.5 - Math.abs(u)
    const drawn = Math.floor(((2 * a) / room + b) * u + centre)
    if (room >= 0.07 && v <= squeeze) return drawn
    if (!(drawn >= 0 && drawn <= trials)) continue
    const logRatio = logHeight - logGamma(drawn + 1) - logGamma(trials - drawn + 1) + (drawn - mode) * logOdds
    if (Math.log((v * alpha) / (a / (room * room) + b)) <= logRatio) return drawn
  }
}
