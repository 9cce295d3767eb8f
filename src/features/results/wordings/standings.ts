import {
  type Chances,
  type ChancesInput,
  type Contender,
  chancesOf,
} from '../../../core/inference/chances.ts'
import { sameTime } from '../../../core/inference/gates.ts'
import { type Group, independent, varianceOf } from '../../../core/inference/lift.ts'
import { plainSums } from '../../../core/inference/sums.ts'
import {
  type Bucket,
  estimateVariant,
  type Repetition,
  type VariantEstimate,
} from '../../../core/inference/variant-estimate.ts'
import { sizesOf, type Totals } from '../figures.ts'
import { type Basis, messagesIn } from '../inference.ts'
import { bucketsOf, isTargeted, plainGroup } from '../kept-sums.ts'
import { squarePerMeanOf } from '../money/amounts.ts'
import type { Shared } from '../shared-time.ts'
import type { ListedVariant } from '../store.ts'
import type { SummedSpan } from '../sums-store.ts'
import { levelGroups } from './level-groups.ts'

/** In the unit of the metric; money in minor units. */
export interface TimedEstimate extends VariantEstimate {
  /** The start of the time that it covers; undefined if no sums are kept by time. */
  readonly sinceMs: number | undefined
}

interface Estimates {
  /** By variant id. A variant without messages has no entry. */
  readonly estimates: ReadonlyMap<string, TimedEstimate>
  /** The same for the variants that may win, over the time that they share. */
  readonly compared: ReadonlyMap<string, Compared>
}

export type Standings = Chances & Estimates

export interface Compared extends TimedEstimate {
  readonly messages: number
}

interface Contending {
  readonly variant: ListedVariant
  readonly totals: Totals
}

/** The variants as the page compares them, with all their messages. */
export const contendersIn = (variants: readonly Contending[], { view, isMature, spans }: Basis) =>
  variants.map(({ variant: { id, status, isControl }, totals }) => ({
    ...{ id, isControl, mayWin: status === 'approved' },
    ...messagesIn(spans && of(spans, id), totals, view, isMature),
  }))

export type Contenders = ReturnType<typeof contendersIn>

/** The probabilities of the variants, from all their messages: those of different days are brought to a common level. */
export function chancesIn(contenders: Contenders, basis: Basis): Chances {
  const { view, control, spans } = basis
  const { kind, better } = view.row
  const plain = chancesAllowing({ kind, better, contenders, control }, basis)
  if (spans === undefined) return plain
  const atLevel = chancesAllowing({ kind, better, ...levelGroups(contenders, spans) }, basis)
  return besideTargeted(atLevel, plain, basis)
}

/**
 * The estimates of the variants. Variants without messages are left out: there is no data about them.
 * @param shared the time over which variants that may win are compared
 */
export function estimatesIn(
  variants: readonly Contending[],
  contenders: Contenders,
  basis: Basis,
  shared: Shared,
): Estimates {
  const { view, alpha } = basis
  const sum = (of: (group: Group) => number) => contenders.reduce((total, group) => total + of(group), 0)
  const pooled = {
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  }
  const options = {
    ...{ kind: view.row.kind, alpha, pooledVariance: varianceOf(pooled) },
    squarePerMean: squarePerMeanOf(pooled, basis.limits),
  }
  const estimatesBy = (ofTime: Basis) =>
    contenders.flatMap(contender => {
      const repetition = repetitionOf(contender, basis)
      const estimate = estimateVariant(bucketsFor(contender, ofTime), { ...options, repetition })
      const sinceMs = ofTime.spans && firstOf(ofTime.spans, contender.id)
      return estimate ? [[contender.id, { ...estimate, sinceMs }] as const] : []
    })
  const estimates = new Map(estimatesBy(basis))
  const finalists = contenders.filter(({ mayWin, messages }) => mayWin && messages > 0)
  if (shared.spans === undefined) {
    const sized = variants.map(({ variant: { id }, totals }) => ({ id, ...sizesOf(totals, view) }))
    const all = sized.filter(({ id }) => finalists.some(finalist => finalist.id === id))
    return { estimates, compared: comparedOf(all, estimates) }
  }
  const since = shared.spans
  if (!sameTime(shared.time).ok) return { estimates, compared: new Map() }
  const sized = finalists.map(({ id }) => ({ id, messages: plainGroup(of(since, id)).messages }))
  return { estimates, compared: comparedOf(sized, new Map(estimatesBy({ ...basis, spans: since }))) }
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

/** Control keeps its people, and wordings do if the template says so. Other wordings share the people of treatment. */
const repetitionOf = (
  { isControl }: Pick<Contender, 'isControl'>,
  { template: { split, learning }, designEffect, control, treatment }: Basis,
): Repetition => ({
  designEffect,
  controlOdds:
    isControl || learning.isSticky
      ? undefined
      : split.method === 'external' || treatment.messages === 0
        ? 0
        : control.messages / treatment.messages,
})

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
