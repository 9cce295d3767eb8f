import { hasEnoughMessages } from '../../../core/inference/gates.ts'
import { KEY_METRICS } from '../../../core/measure/key-metric.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { groupOf, pool, sizesOf } from '../figures.ts'
import type { Ground } from '../ground.ts'
import { compareArms, weightedIn } from '../inference.ts'
import { inArm, type KeptSums, plainGroup } from '../kept-sums.ts'
import type { Tally } from '../store.ts'
import type { SummedSpan } from '../sums-store.ts'
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

/**
 * The lift of all messages sent until each of some moments, with the outcomes that are known now. The intervals are
 * those of the report, so the last point is the report's lift.
 */
export function liftSoFar(input: LiftInput): LiftPoint[] {
  const { asOf, ground, kept, steps } = input
  const { lift, matured } = ground
  if (!lift.enough_data) return []
  const points = (kept === undefined ? fromTallies : fromSpans)(input)
  const last = {
    at: asOf.toISOString(),
    relative: lift.relative,
    interval: lift.interval,
    maturing_share: matured.share === null ? 0 : 1 - matured.share,
  }
  return [...thin(points.slice(0, -1), steps - 1), last]
}

function fromSpans({ template, ground, kept }: LiftInput): readonly LiftPoint[] {
  const { basis, view } = ground
  const [all, counted] = [kept?.metric ?? [], basis.spans ?? []]
  return distinctEnds(all).flatMap(untilMs => {
    const until = (spans: readonly SummedSpan[]) => spans.filter(span => span.untilMs <= untilMs)
    const spans = until(counted)
    const groups = {
      control: plainGroup(inArm(spans, 'control')),
      treatment: plainGroup(inArm(spans, 'treatment')),
    }
    const sent = plainGroup(until(all)).messages
    const isOpen = (span: SummedSpan) => span.untilMs > (kept?.matureUntilMs ?? 0)
    const open = KEY_METRICS[view.metric].matures ? plainGroup(until(all).filter(isOpen)).messages : 0
    const weighted = basis.weighted === undefined ? undefined : weightedIn(spans, template)
    if (basis.weighted !== undefined && weighted === undefined) return []
    return pointOf(untilMs, ground, { ...groups, weighted }, sent === 0 ? 0 : open / sent)
  })
}

function fromTallies({ ground, tallies }: LiftInput): readonly LiftPoint[] {
  const { view, basis } = ground
  const moments = [...new Set(tallies.map(({ at }) => at.getTime()))]
  return moments.flatMap((_, place) => {
    const next = moments[place + 1]
    if (next === undefined) return []
    const until = tallies.filter(({ at }) => at.getTime() < next)
    const inGroup = (arm: string) => pool(until.filter(tally => tally.arm === arm))
    const [control, treatment] = [inGroup('control'), inGroup('treatment')]
    const sizes = [control, treatment].map(totals => sizesOf(totals, view))
    const messages = sizes.reduce((sum, size) => sum + size.messages, 0)
    const mature = sizes.reduce((sum, size) => sum + size.mature, 0)
    const open = KEY_METRICS[view.metric].matures && messages > 0 ? 1 - mature / messages : 0
    const groups = {
      control: groupOf(control, view, basis.isMature),
      treatment: groupOf(treatment, view, basis.isMature),
      weighted: undefined,
    }
    return pointOf(next, ground, groups, open)
  })
}

/** No point while a group has too few messages: a difference would mean nothing. */
function pointOf(
  atMs: number,
  { view, basis: { alpha } }: Ground,
  groups: Pick<Ground['basis'], 'control' | 'treatment' | 'weighted'>,
  maturing_share: number,
): readonly LiftPoint[] {
  const { control, treatment } = groups
  if (!hasEnoughMessages({ control: control.messages, treatment: treatment.messages })) return []
  const comparison = compareArms({ view, alpha, ...groups })
  if (comparison === null) return []
  const { relative, relativeInterval } = comparison
  const interval = relativeInterval ? [...relativeInterval] : null
  return [{ at: new Date(atMs).toISOString(), relative, interval, maturing_share }]
}

const distinctEnds = (spans: readonly SummedSpan[]): readonly number[] =>
  [...new Set(spans.map(({ untilMs }) => untilMs))].sort((a, b) => a - b)

/** At most so many items, evenly spread, with the last one. */
function thin<Item>(items: readonly Item[], max: number): readonly Item[] {
  const every = Math.max(1, Math.ceil(items.length / max))
  return items.filter((_, at) => (items.length - 1 - at) % every === 0)
}
