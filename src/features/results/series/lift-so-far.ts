import { hasEnoughMessages } from '../../../core/inference/gates.ts'
import type { Group } from '../../../core/inference/lift.ts'
import { addSums, NO_SUMS } from '../../../core/inference/sums.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { groupOf, pool, sizesOf, type Totals } from '../figures.ts'
import type { Ground } from '../ground.ts'
import { type Basis, compareArms, weightedIn } from '../inference.ts'
import { type KeptSums, plainOf, splitSpans } from '../kept-sums.ts'
import type { Tally } from '../store.ts'
import type { LiftPoint } from './series-schema.ts'

export interface LiftInput {
  readonly asOf: Date
  readonly template: Template
  readonly ground: Ground
  readonly kept: KeptSums | undefined
  /** Sums by bucket, variant and arm, oldest first: used if no sums are kept for the period. */
  readonly tallies: readonly Tally[]
  /** The maximum number of points. */
  readonly steps: number
}

/** Both groups of all messages sent until a moment. */
interface GroupsUntil extends Pick<Basis, 'control' | 'treatment' | 'weighted'> {
  readonly atMs: number
  readonly maturing_share: number
}

/**
 * The lift of all messages sent until each of some moments, with the outcomes that are known now. The intervals are
 * those of the report, so the last point is the report's lift.
 */
export function liftSoFar(input: LiftInput): LiftPoint[] {
  const { asOf, ground, kept, tallies, template, steps } = input
  const { lift, matured } = ground
  if (!lift.enough_data) return []
  const groups = kept === undefined ? fromTallies(tallies, ground) : fromSpans(kept, template, ground)
  // A difference between groups with too few messages would mean nothing.
  const known = groups.filter(({ control, treatment }) =>
    hasEnoughMessages({ control: control.messages, treatment: treatment.messages }),
  )
  const last = {
    at: asOf.toISOString(),
    relative: lift.relative,
    interval: lift.interval,
    maturing_share: matured.share === null ? 0 : 1 - matured.share,
  }
  return [...thin(known.slice(0, -1), steps - 1).flatMap(each => pointOf(each, ground)), last]
}

function fromSpans(kept: KeptSums, template: Template, { basis, view }: Ground): readonly GroupsUntil[] {
  const { matures } = view.row
  const spans = splitSpans(kept.metric)
  const counted = spans.filter(({ untilMs }) => !basis.isMature || untilMs <= kept.matureUntilMs)
  let [control, treatment] = [NO_SUMS, NO_SUMS]
  let [sent, open] = [0, 0]
  return spans.flatMap((span, at): readonly GroupsUntil[] => {
    const messages = span.control.messages + span.treatment.messages
    sent += messages
    if (matures && span.untilMs > kept.matureUntilMs) open += messages
    if (at < counted.length) {
      control = addSums(control, span.control)
      treatment = addSums(treatment, span.treatment)
    }
    const weighted = basis.weighted && weightedIn(counted.slice(0, at + 1), template)
    if (basis.weighted !== undefined && weighted === undefined) return []
    const groups = { control: plainOf(control), treatment: plainOf(treatment), weighted }
    return [{ ...groups, atMs: span.untilMs, maturing_share: sent === 0 ? 0 : open / sent }]
  })
}

function fromTallies(tallies: readonly Tally[], { view, basis }: Ground): readonly GroupsUntil[] {
  const buckets = [...groupBy(tallies, ({ at }) => at.getTime())]
  let [control, treatment] = [pool([]), pool([])]
  return buckets.flatMap(([, inBucket], place): readonly GroupsUntil[] => {
    const add = (sums: Totals, arm: string) => pool([sums, ...inBucket.filter(tally => tally.arm === arm)])
    control = add(control, 'control')
    treatment = add(treatment, 'treatment')
    const [next] = buckets[place + 1] ?? []
    if (next === undefined) return []
    const sizes = [control, treatment].map(totals => sizesOf(totals, view))
    const messages = sizes.reduce((sum, size) => sum + size.messages, 0)
    const mature = sizes.reduce((sum, size) => sum + size.mature, 0)
    const groupIn = (totals: Totals): Group => groupOf(totals, view, basis.isMature)
    return [
      {
        ...{ control: groupIn(control), treatment: groupIn(treatment), weighted: undefined, atMs: next },
        maturing_share: view.row.matures && messages > 0 ? 1 - mature / messages : 0,
      },
    ]
  })
}

function pointOf(
  { atMs, maturing_share, ...groups }: GroupsUntil,
  { view, basis: { alpha, designEffect } }: Ground,
): readonly LiftPoint[] {
  const comparison = compareArms({ view, alpha, designEffect, ...groups })
  if (comparison === null) return []
  const { relative, relativeInterval } = comparison
  const interval = relativeInterval ? [...relativeInterval] : null
  return [{ at: new Date(atMs).toISOString(), relative, interval, maturing_share }]
}

/** At most so many items, evenly spread, with the last one. */
function thin<Item>(items: readonly Item[], max: number): readonly Item[] {
  const every = Math.max(1, Math.ceil(items.length / max))
  return items.filter((_, at) => (items.length - 1 - at) % every === 0)
}
