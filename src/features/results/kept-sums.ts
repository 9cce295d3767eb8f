import type { Group } from '../../core/inference/lift.ts'
import type { SplitSpan } from '../../core/inference/moved-share.ts'
import { isCovered } from '../../core/inference/stratified/strata.ts'
import { type ArmSums, addSums, NO_SUMS } from '../../core/inference/sums.ts'
import type { Bucket } from '../../core/inference/variant-estimate.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import type { Period } from '../../runtime/http/period.ts'
import type { AmountLimits } from './money/limits-store.ts'
import type { SummedSpan } from './sums-store.ts'

/** Sums weighted by propensity, by stretch of time. */
export interface KeptSums {
  /** Messages with the outcome that the template optimises; very large amounts are cut off. */
  readonly metric: readonly SummedSpan[]
  /** All decisions, with any outcome. */
  readonly decisions: readonly SummedSpan[]
  /** The window of messages sent before this moment is closed. */
  readonly matureUntilMs: number
  /** Of an amount. */
  readonly limits?: AmountLimits | undefined
}

/**
 * The sums of a period; undefined if it begins or ends inside a stretch of time, because a stretch cannot be
 * divided.
 */
export function cutTo(kept: KeptSums, { from, to }: Period): KeptSums | undefined {
  const [fromMs, toMs] = [
    from?.getTime() ?? Number.NEGATIVE_INFINITY,
    to?.getTime() ?? Number.POSITIVE_INFINITY,
  ]
  const isCut = (span: SummedSpan) =>
    [fromMs, toMs].some(border => span.fromMs < border && border < span.untilMs)
  if ([...kept.metric, ...kept.decisions].some(isCut)) return undefined
  const within = (spans: readonly SummedSpan[]) =>
    spans.filter(span => fromMs <= span.fromMs && span.untilMs <= toMs)
  return { ...kept, metric: within(kept.metric), decisions: within(kept.decisions) }
}

export const matureSpans = ({ metric, matureUntilMs }: KeptSums): readonly SummedSpan[] =>
  metric.filter(({ untilMs }) => untilMs <= matureUntilMs)

const sumOf = (spans: readonly SummedSpan[]) => spans.map(({ sums }) => sums).reduce(addSums, NO_SUMS)

/** The plain sums over all variants and weights. */
export const plainGroup = (spans: readonly SummedSpan[]): Group => plainOf(sumOf(spans))

/** Sums without their weights. */
export const plainOf = ({ messages, outcome }: ArmSums): Group => ({
  messages,
  total: outcome.total,
  squares: outcome.squares,
})

export const inArm = (spans: readonly SummedSpan[], arm: SummedSpan['arm']): readonly SummedSpan[] =>
  spans.filter(span => span.arm === arm)

/** Both groups by stretch of time. @param spans in order of time */
export const splitSpans = (
  spans: readonly SummedSpan[],
): readonly (SplitSpan & { readonly untilMs: number })[] =>
  [...groupBy(spans, ({ untilMs }) => untilMs)].map(([untilMs, at]) => ({
    untilMs,
    control: sumOf(inArm(at, 'control')),
    treatment: sumOf(inArm(at, 'treatment')),
  }))

/**
 * One variant by stretch of time, from its first stretch on, as `estimateVariant` takes it. For untargeted variants
 * the number of messages they could have received is known: all messages of the experiment, or those of the
 * variant's group if the platform makes the split (propensities then cover treated messages only). For targeted
 * variants, for deleted variants, and in stretches in which a variant began, ended or was blocked, it is estimated as
 * Σ 1/e.
 * @param spans in order of time
 */
export function bucketsOf(
  variantId: string,
  spans: readonly SummedSpan[],
  template: Pick<Template, 'split' | 'variants' | 'control'>,
): readonly Bucket[] {
  const isKnown = isForEverybody(variantId, template)
  const isOneLottery = template.split.method !== 'external'
  const buckets: Bucket[] = []
  let share = 0
  for (const at of groupBy(spans, ({ fromMs }) => fromMs).values()) {
    const own = at.filter(span => span.variantId === variantId)
    const sums = sumOf(own)
    const all = sumOf(isOneLottery ? at : at.filter(({ arm }) => arm === armOf(variantId, template)))
    const isWhole = isKnown && isCovered(sums, share, all)
    share = all.messages > 0 ? sums.messages / all.messages : 0
    if (own.length > 0 || isWhole) buckets.push({ sums, offered: isWhole ? all.messages : undefined })
  }
  return buckets
}

/** Whether only some people may get the variant. */
export const isTargeted = (id: string, { variants }: Pick<Template, 'variants'>): boolean =>
  variants.some(variant => variant.id === id && Object.keys(variant.attrs).length > 0)

/** Whether everybody may get the variant: it is the control, or approved without target attributes. */
export const isForEverybody = (
  id: string,
  { variants, control }: Pick<Template, 'variants' | 'control'>,
): boolean =>
  id === control?.id ||
  variants.some(
    variant => variant.id === id && variant.status === 'approved' && Object.keys(variant.attrs).length === 0,
  )

const armOf = (id: string, { control }: Pick<Template, 'control'>): SummedSpan['arm'] =>
  id === control?.id ? 'control' : 'treatment'
