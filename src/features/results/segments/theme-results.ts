import { valuesWithRow } from '../../../core/inference/segments.ts'
import { compareStratified, stratifiedGroups } from '../../../core/inference/stratified/compare-stratified.ts'
import { pooledSides } from '../../../core/inference/stratified/pooled-sides.ts'
import { type Stratum, stratify } from '../../../core/inference/stratified/strata.ts'
import { type ArmSums, NO_SUMS } from '../../../core/inference/sums.ts'
import { groupOf, pool, type Totals } from '../figures.ts'
import type { Basis } from '../inference.ts'
import type { Gate } from '../schema/comparison.ts'
import type { ListedVariant } from '../store.ts'
import { type Slice, slicesOf } from '../wordings/slices.ts'
import { partFigures, partLift } from './part-lift.ts'
import type { PartLift } from './segment-schema.ts'
import type { ThemeResult } from './theme-schema.ts'

export interface Themed {
  readonly variant: ListedVariant
  readonly totals: Totals
}

interface Group {
  readonly kind: ThemeResult['kind']
  readonly theme: string | null
  readonly members: readonly Themed[]
}

/**
 * Wordings by their themes. A wording is in the groups of all its themes. A deleted wording is in none, because its
 * themes are unknown. Every theme is compared with control and with the wordings without it; each comparison has an equal
 * part of the probability of error.
 */
export function themeResults(
  listed: readonly Themed[],
  basis: Basis,
  gates: readonly Pick<Gate, 'name' | 'ok'>[],
): ThemeResult[] {
  const { view, template, spans, isMature, alpha, designEffect } = basis
  const served = listed.filter(
    ({ variant: { isControl, status }, totals }) =>
      !isControl && status !== 'deleted' && totals.decisions + totals.sends > 0,
  )
  const groups = groupsOf(served, view.denominator)
  const isComparable =
    template.control !== undefined && template.split.method !== 'external' && (!view.row.matures || isMature)
  const slices = isComparable && spans ? slicesOf(spans) : []
  const control = slices.map(slice => slice.control)
  const part = { kind: view.row.kind, alpha: alpha / (2 * groups.length), designEffect }
  const sideOf = (members: readonly Themed[]) =>
    pooledSides(slices.map(pooledStratum), new Set(members.filter(isForAll).map(({ variant }) => variant.id)))
  const compare = (one: readonly ArmSums[], other: readonly ArmSums[]): PartLift => {
    const sums = stratify(slices.map((slice, at) => stratumOf(slice, one[at], other[at])))
    const isKnown = stratifiedGroups(sums) !== null
    const sizes = isKnown
      ? { control: sums.other.messages, treatment: sums.variant.messages }
      : { control: 0, treatment: 0 }
    return partLift(compareStratified(sums, part), sizes, view, gates)
  }
  return groups.map(({ kind, theme, members }) => {
    const own = sideOf(members)
    const others = sideOf(served.filter(each => !members.includes(each)))
    const totals = pool(members.map(each => each.totals))
    const { messages, total } = groupOf(totals, view, false)
    return {
      ...{ kind, theme, wordings: members.length },
      ...partFigures({ decisions: totals.decisions, messages, total }, view),
      lift: compare(own, control),
      lift_over_others: compare(own, others),
    }
  })
}

const isForAll = ({ variant }: Themed): boolean => !variant.isTargeted

const pooledStratum = ({ messages, wordings }: Slice) => ({ messages, variants: wordings })

const stratumOf = ({ messages, total }: Slice, variant = NO_SUMS, other = NO_SUMS): Stratum => ({
  ...{ messages, total },
  ...{ variant, other },
})

/** Empty if no wording has a theme. */
function groupsOf(served: readonly Themed[], denominator: 'sends' | 'decisions'): readonly Group[] {
  const sizes = new Map<string, number>()
  for (const { variant, totals } of served)
    for (const theme of new Set(variant.themes))
      sizes.set(theme, (sizes.get(theme) ?? 0) + totals[denominator])
  if (sizes.size === 0) return []
  const none = served.filter(({ variant }) => variant.themes.length === 0)
  const shown = valuesWithRow(sizes, { hasOthers: false, hasNone: none.length > 0 })
  const small = new Set([...sizes.keys()].filter(theme => !shown.includes(theme)))
  const others = served.filter(({ variant }) => variant.themes.some(theme => small.has(theme)))
  return [
    ...shown.map(
      (theme): Group => ({
        ...{ kind: 'theme', theme },
        members: served.filter(({ variant }) => variant.themes.includes(theme)),
      }),
    ),
    ...(others.length > 0 ? [{ kind: 'others', theme: null, members: others } as const] : []),
    ...(none.length > 0 ? [{ kind: 'none', theme: null, members: none } as const] : []),
  ]
}
