import { compareStratified } from '../../../core/inference/stratified/compare-stratified.ts'
import { familyAlphas } from '../../../core/inference/stratified/family-alpha.ts'
import { stratify } from '../../../core/inference/stratified/strata.ts'
import type { Basis } from '../inference.ts'
import { isForEverybody } from '../kept-sums.ts'
import { besideControl, slicesOf } from './slices.ts'

/** A wording against control. */
export interface WordingLift {
  readonly relative: number
  /** Holds at every look, and for all wordings of the template together. Contains `relative`. */
  readonly interval: readonly [number, number]
  /** Whether the interval excludes equality, with the wording on the better side. */
  readonly beatsControl: boolean
}

/**
 * Each wording against control, over the time in which both could be chosen. A wording has no entry if nothing can be
 * said of it: too few messages, no stored sums, no outcome of control yet, messages that are not mature yet, or a
 * wording for some people only. The platform's own split has no probabilities to compare by.
 * @param starts the first message of every wording that the template ever had, in milliseconds, by its id
 */
export function wordingLifts(
  starts: ReadonlyMap<string, number>,
  { view, template, spans, isMature, alpha, designEffect }: Basis,
): ReadonlyMap<string, WordingLift> {
  const { kind, better, matures } = view.row
  if (spans === undefined || template.control === undefined || template.split.method === 'external')
    return new Map()
  if (matures && !isMature) return new Map()
  const slices = slicesOf(spans)
  const ofEach = familyAlphas(starts, alpha)
  return new Map(
    [...ofEach].flatMap(([id, own]) => {
      if (!isForEverybody(id, template)) return []
      const sums = stratify(besideControl(slices, id))
      const found = compareStratified(sums, { kind, alpha: own, designEffect })
      if (found?.relative == null || found.relativeInterval === null) return []
      const { relative, relativeInterval: interval, direction } = found
      return [[id, { relative, interval, beatsControl: direction === better }] as const]
    }),
  )
}
