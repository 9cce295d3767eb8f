import { groupBy } from '../../../lib/group-by.ts'
import type { Basis } from '../inference.ts'
import type { ListedVariant, Tally } from '../store.ts'
import { startsOf, withDeleted } from './listed.ts'
import { wordingLifts } from './wording-lifts.ts'

/** A wording that beats control. */
export interface Ahead {
  readonly variant_id: string
  readonly name: string
  readonly relative: number
  readonly interval: readonly number[]
}

/** The approved wordings that beat control by their own interval, as in the report. The surest comes first. */
export function wordingsAhead(
  basis: Basis,
  variants: readonly ListedVariant[],
  tallies: readonly Tally[],
): readonly Ahead[] {
  const counted = tallies.filter(({ arm }) => arm !== 'fallback')
  const byVariant = groupBy(counted, ({ variantId }) => variantId)
  const listed = withDeleted(variants, [...byVariant.keys()]).map(variant => ({ variant }))
  const lifts = wordingLifts(startsOf(listed, byVariant), basis)
  const nearest = (interval: readonly number[]) => Math.min(...interval.map(Math.abs))
  return variants
    .flatMap(({ id, name, status }) => {
      const found = lifts.get(id)
      if (!found?.beatsControl || status !== 'approved') return []
      return [{ variant_id: id, name, relative: found.relative, interval: [...found.interval] }]
    })
    .toSorted((a, b) => nearest(b.interval) - nearest(a.interval))
}
