import { total } from '../../lib/total.ts'
import { shareEvidence } from '../stats/share-evidence.ts'
import type { OfferedSums } from './sums.ts'

/** The probability of a false alarm, over all looks together: one template in a hundred, once in its life. */
const PROBABILITY_MIN = 0.01

export interface Share extends OfferedSums {
  /** Variant, or group. */
  readonly id: string
  /** Decisions it got. */
  readonly chosen: number
}

export interface ShareCheck {
  readonly ok: boolean
  /** The probability of such evidence, or more, at any time if nothing is wrong. It stays valid at every look. */
  readonly probability: number
  /** The one that deviates most, relative to its expected number. Undefined without decisions. */
  readonly oddest: { readonly id: string; readonly chosen: number; readonly expected: number } | undefined
}

/**
 * Whether traffic followed the logged propensities. The expected share is their sum, so weights may have changed
 * any number of times. The evidence of several variants is averaged, which keeps the guarantee however they depend
 * on each other (Vovk and Wang, "E-values", 2021, https://arxiv.org/abs/1912.06116).
 */
export function checkShares(shares: readonly Share[]): ShareCheck {
  const offered = shares.filter(share => share.offered > 0)
  if (offered.length === 0) return { ok: true, probability: 1, oddest: undefined }
  const evidences = offered.map(shareEvidence)
  const mean = total(evidences) / evidences.length
  const largest = Math.max(...evidences)
  const { id = '', chosen = 0, expected = 0 } = offered[evidences.indexOf(largest)] ?? {}
  const probability = Math.min(1, 1 / mean)
  return { ok: probability >= PROBABILITY_MIN, probability, oddest: { id, chosen, expected } }
}
