import { alphaAt } from '../../core/inference/alpha.ts'
import {
  type Chances,
  type ChancesInput,
  type Contender,
  chanceBetter,
  chancesOf,
} from '../../core/inference/chances.ts'
import { hasEnoughMessages, sameTime } from '../../core/inference/gates.ts'
import {
  type Comparison,
  compareGroups,
  compareWeighted,
  type Group,
  independent,
  varianceOf,
  weightedGroup,
} from '../../core/inference/lift.ts'
import { loggedShares, type SplitSpan, weightedGroups } from '../../core/inference/moved-share.ts'
import { plainSums } from '../../core/inference/sums.ts'
import { type Bucket, estimateVariant, type VariantEstimate } from '../../core/inference/variant-estimate.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { groupOf, sizesOf, type Totals, type View } from './figures.ts'
import {
  bucketsOf,
  inArm,
  isTargeted,
  type KeptSums,
  matureSpans,
  plainGroup,
  splitSpans,
} from './kept-sums.ts'
import { squarePerMeanOf } from './money/amounts.ts'
import type { AmountLimits } from './money/limits-store.ts'
import type { Shared } from './shared-time.ts'
import type { ListedVariant } from './store.ts'
import type { SummedSpan } from './sums-store.ts'
import { levelGroups } from './wordings/level-groups.ts'

/** The input of every comparison on the page. */
export interface Basis {
  readonly view: View
  readonly template: BasedOn
  /** Whether it contains only messages whose window is closed. */
  readonly isMature: boolean
  readonly control: Group
  readonly treatment: Group
  /** The same messages with their weights; undefined if no weights are kept for the period. */
  readonly spans: readonly SummedSpan[] | undefined
  /**
   * Both groups, each message weighted by one over the probability of its group; undefined if the control share
   * never changed.
   */
  readonly weighted: SplitSpan | undefined
  /** The probability of ever being wrong that this basis may use. */
  readonly alpha: number
  /** Of an amount, if its sums are kept for the period. */
  readonly limits: AmountLimits | undefined
  /** See `designEffect`. */
  readonly designEffect: number
}

type BasedOn = Pick<Template, 'split' | 'variants' | 'control' | 'learning'>

export interface BasisInput {
  readonly template: BasedOn
  readonly control: Totals
  readonly treatment: Totals
  readonly kept: KeptSums | undefined
  readonly view: View
  readonly designEffect: number
}

/**
 * Only mature messages, as soon as either group has enough of them. Before that, and for metrics without a window,
 * all messages. The two stages share the probability of ever being wrong.
 */
export function basisOf({ template, control, treatment, kept, view, designEffect }: BasisInput): Basis {
  const { matures } = view.row
  const isMature =
    matures &&
    hasEnoughMessages({ control: sizesOf(control, view).mature, treatment: sizesOf(treatment, view).mature })
  const spans = isMature && kept ? matureSpans(kept) : kept?.metric
  const groupIn = (arm: SummedSpan['arm'], totals: Totals) =>
    messagesIn(spans && inArm(spans, arm), totals, view, isMature)
  return {
    view,
    template,
    isMature,
    control: groupIn('control', control),
    treatment: groupIn('treatment', treatment),
    spans,
    weighted: spans && weightedIn(splitSpans(spans), template),
    alpha: alphaAt(matures, isMature),
    limits: kept?.limits,
    designEffect,
  }
}

/** Only sums that are kept message by message cut off very large amounts. */
const messagesIn = (
  spans: readonly SummedSpan[] | undefined,
  totals: Totals,
  view: View,
  isMature: boolean,
): Group => (view.row.kind === 'amount' && spans ? plainGroup(spans) : groupOf(totals, view, isMature))

/**
 * Undefined if the control share never changed, or if too few messages have a known share.
 * @param spans in order of time
 */
export function weightedIn(
  spans: readonly SplitSpan[],
  { split, control }: Pick<BasedOn, 'split' | 'control'>,
): SplitSpan | undefined {
  if (split.method === 'external' || control === undefined) return undefined
  const { known, hasMoved } = loggedShares(spans, split.controlShare)
  if (!hasMoved) return undefined
  const groups = weightedGroups(known)
  const sizes = { control: groups.control.messages, treatment: groups.treatment.messages }
  return hasEnoughMessages(sizes) ? groups : undefined
}

export interface GroupComparison extends Comparison {
  readonly chance: number
  /** By the interval of the difference and the wanted direction. */
  readonly isBetter: boolean
  readonly isWorse: boolean
}

/** Treatment against control, without chances; null if a group is empty. */
export const compareArms = ({
  view,
  control,
  treatment,
  weighted,
  alpha,
  designEffect,
}: Pick<
  Basis,
  'view' | 'control' | 'treatment' | 'weighted' | 'alpha' | 'designEffect'
>): Comparison | null => {
  const options = { kind: view.row.kind, alpha, designEffect }
  return weighted
    ? compareWeighted(weighted.control, weighted.treatment, options)
    : compareGroups(control, treatment, options)
}

/** Treatment against control; null if a group is empty. */
export function compare(basis: Basis): GroupComparison | null {
  const { view, control, treatment, weighted, designEffect } = basis
  const { kind, better } = view.row
  const comparison = compareArms(basis)
  if (comparison === null) return null
  const groups = weighted
    ? { control: weightedGroup(weighted.control), treatment: weightedGroup(weighted.treatment) }
    : { control, treatment }
  return {
    ...comparison,
    chance: chanceBetter(
      independent(groups.treatment, designEffect),
      independent(groups.control, designEffect),
      { kind, better },
    ),
    isBetter: comparison.direction === better,
    isWorse: comparison.direction !== 'open' && comparison.direction !== better,
  }
}

/** In the unit of the metric; money in minor units. */
export interface TimedEstimate extends VariantEstimate {
  /** The start of the time that it covers; undefined if no sums are kept by time. */
  readonly sinceMs: number | undefined
}

export interface Standings extends Chances {
  /** By variant id. A variant without messages has no entry. */
  readonly estimates: ReadonlyMap<string, TimedEstimate>
  /** The same for the variants that may win, over the time that they share. */
  readonly compared: ReadonlyMap<string, Compared>
}

export interface Compared extends TimedEstimate {
  readonly messages: number
}

interface Contending {
  readonly variant: ListedVariant
  readonly totals: Totals
}

/**
 * The estimates of the variants. Variants without messages are left out: there is no data about them.
 * @param shared the time over which variants that may win are compared
 */
export function standingsOf(variants: readonly Contending[], basis: Basis, shared: Shared): Standings {
  const { view, isMature, control, spans, alpha } = basis
  const { kind, better } = view.row
  const contenders = variants.map(({ variant: { id, status, isControl }, totals }) => ({
    ...{ id, isControl, mayWin: status === 'approved' },
    ...messagesIn(spans && of(spans, id), totals, view, isMature),
  }))
  const sum = (of: (group: Group) => number) => contenders.reduce((total, group) => total + of(group), 0)
  const pooled = {
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  }
  const options = {
    ...{ kind, alpha, pooledVariance: varianceOf(pooled) },
    squarePerMean: squarePerMeanOf(pooled, basis.limits),
  }
  const estimatesBy = (ofTime: Basis) =>
    contenders.flatMap(contender => {
      const estimate = estimateVariant(bucketsFor(contender, ofTime), options)
      const sinceMs = ofTime.spans && firstOf(ofTime.spans, contender.id)
      return estimate ? [[contender.id, { ...estimate, sinceMs }] as const] : []
    })
  const estimates = new Map(estimatesBy(basis))
  const inKind = { kind, better }
  const plain = chancesAllowing({ ...inKind, contenders, control }, basis)
  const atLevel = spans && chancesAllowing({ ...inKind, ...levelGroups(contenders, spans) }, basis)
  const chances = atLevel ? besideTargeted(atLevel, plain, basis) : plain
  const finalists = contenders.filter(({ mayWin, messages }) => mayWin && messages > 0)
  if (shared.spans === undefined) {
    const sized = variants.map(({ variant: { id }, totals }) => ({ id, ...sizesOf(totals, view) }))
    const all = sized.filter(({ id }) => finalists.some(finalist => finalist.id === id))
    return { ...chances, estimates, compared: comparedOf(all, estimates) }
  }
  const since = shared.spans
  if (!sameTime(shared.time).ok) return { ...chances, estimates, compared: new Map() }
  const sized = finalists.map(({ id }) => ({ id, messages: plainGroup(of(since, id)).messages }))
  const compared = comparedOf(sized, new Map(estimatesBy({ ...basis, spans: since })))
  return { ...chances, estimates, compared }
}

/** Control went to other people than a wording for some people only: their times say nothing of each other. */
function besideTargeted(chances: Chances, plain: Chances, { template }: Basis): Chances {
  const ofSome = [...plain.toBeatControl].filter(([id]) => isTargeted(id, template))
  return { ...chances, toBeatControl: new Map([...chances.toBeatControl, ...ofSome]) }
}

/**
 * The probabilities, where people may get several messages. Wordings are drawn anew for each message, so what a person's
 * messages have in common is in all wordings alike, and does not matter between them. It stays in control, which keeps its
 * people, and in wordings that people keep.
 */
function chancesAllowing(input: ChancesInput, { template: { learning }, designEffect }: Basis): Chances {
  const { contenders } = input
  const control = independent(input.control, designEffect)
  const apart = (contender: Contender) => ({ ...contender, ...independent(contender, designEffect) })
  const whole = chancesOf({ ...input, contenders: contenders.map(apart), control })
  if (designEffect === 1 || learning.isSticky) return whole
  const drawn = contenders.map(contender => (contender.isControl ? apart(contender) : contender))
  return { ...chancesOf({ ...input, contenders: drawn, control }), toBeatControl: whole.toBeatControl }
}

/** When the first messages of a variant were sent. A correction may leave a stretch without any. */
const firstOf = (spans: readonly SummedSpan[], id: string): number | undefined =>
  of(spans, id).find(({ sums }) => sums.messages > 0)?.fromMs

const of = (spans: readonly SummedSpan[], id: string) => spans.filter(({ variantId }) => variantId === id)

const comparedOf = (
  finalists: readonly { readonly id: string; readonly messages: number }[],
  estimates: ReadonlyMap<string, TimedEstimate>,
): ReadonlyMap<string, Compared> =>
  new Map(
    finalists.flatMap(({ id, messages }) => {
      const estimate = estimates.get(id)
      return estimate ? [[id, { ...estimate, messages }] as const] : []
    }),
  )

/** If no weights are kept for the period, every message counts the same. */
const bucketsFor = (
  { id, messages, total, squares }: Group & { readonly id: string },
  { spans, template }: Basis,
): readonly Bucket[] =>
  spans ? bucketsOf(id, spans, template) : [{ sums: plainSums(messages, total, squares), offered: messages }]
