import { type Conclusion, hasEnoughMessages } from '../../core/inference/gates.ts'
import type { Blocked } from '../../core/inference/guardrails.ts'
import { KEY_METRICS } from '../../core/measure/key-metric.ts'
import { groupBy } from '../../lib/group-by.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import { NO_VARIANT, type Org, type Template } from '../../runtime/catalog/catalog.ts'
import { blockedResult } from './blocked.ts'
import { denominatorOf, figuresOf, pool, type Totals, type View } from './figures.ts'
import { gatesOf } from './gates.ts'
import {
  type Basis,
  basisOf,
  compare,
  type GroupComparison,
  type Standings,
  standingsOf,
} from './inference.ts'
import type { KeptSums } from './kept-sums.ts'
import type { Lift, Results, VariantResult } from './schema.ts'
import { firstOf, type Shared, sharedTimeOf } from './shared-time.ts'
import type { ListedVariant, Tally } from './store.ts'

export interface ReportInput {
  readonly asOf: Date
  readonly org: Pick<Org, 'slug' | 'currency' | 'currencyDigits'>
  readonly template: Template
  readonly variants: readonly ListedVariant[]
  readonly tallies: readonly Tally[]
  /** Share of treated traffic by variant id; empty while it is not known. */
  readonly allocation: ReadonlyMap<string, number>
  /** Sums weighted by propensity; undefined if none are kept for the period. */
  readonly kept: KeptSums | undefined
  /** By variant id. */
  readonly blocked: ReadonlyMap<string, Blocked>
}

/**
 * Counts as rates, lift and probabilities. The report compares the two groups of the experiment. Messages outside
 * the experiment ('fallback') are in no comparison.
 */
export function reportOf(input: ReportInput): Results {
  const { asOf, org, template, variants, tallies, kept } = input
  const view: View = {
    denominator: denominatorOf(tallies),
    currency: org.currency,
    currencyDigits: org.currencyDigits,
    metric: template.keyMetric,
  }
  const inArm = (arm: string) => pool(tallies.filter(tally => tally.arm === arm))
  const [control, treatment, fallback] = [inArm('control'), inArm('treatment'), inArm('fallback')]
  const seed = `${org.slug}/${template.id}`
  const basis = basisOf({ template, control, treatment, kept, view, seed })
  const comparison = compare(basis)

  const byVariant = groupBy(
    tallies.filter(({ arm }) => arm !== 'fallback'),
    ({ variantId }) => variantId,
  )
  const listed = withDeleted(variants, [...byVariant.keys()]).map(variant => ({
    variant,
    totals: pool(byVariant.get(variant.id) ?? []),
  }))
  const shown = listed.filter(
    ({ variant, totals }) => variant.status !== 'archived' || totals.decisions + totals.sends > 0,
  )
  const contenders = shown
    .filter(
      ({ variant: { status, isControl } }) => status === 'approved' || (isControl && status === 'external'),
    )
    .map(({ variant: { id, name } }) => ({ id, name, firstMs: firstOf(byVariant.get(id) ?? []) }))
  const shared = sharedTimeOf(contenders, basis.spans)
  const standings = standingsOf(shown, basis, shared)
  return {
    ...headingOf(asOf, template, view),
    control: figuresOf(control, view),
    treatment: figuresOf(treatment, view),
    fallback: { decisions: fallback.decisions, sends: fallback.sends },
    lift: liftOf(basis, comparison),
    variants: shown.map(({ variant, totals }) => variantResult(variant, totals, standings, view, input)),
    gates: gatesOf({
      template,
      control,
      treatment,
      basis,
      decisions: kept?.decisions,
      shared: shared.time,
      conclusion: conclusionOf(comparison, standings, shown, {
        better: KEY_METRICS[view.metric].better,
        shared,
      }),
    }),
  }
}

/** The fields at the top of every kind of results. */
export const headingOf = (
  asOf: Date,
  template: Template,
  { currency, denominator }: Pick<View, 'currency' | 'denominator'>,
) => ({
  as_of: asOf.toISOString(),
  template: { id: template.id, name: template.name, key_metric: template.keyMetric, status: template.status },
  currency,
  denominator,
})

/** Counts outlive their variants, and external controls never had a variant. */
function withDeleted(
  variants: readonly ListedVariant[],
  counted: readonly string[],
): readonly ListedVariant[] {
  const known = new Set(variants.map(({ id }) => id))
  const deleted = counted.filter(id => !known.has(id))
  return [...variants, ...deleted.map(id => (id === NO_VARIANT ? PLATFORMS_OWN : deletedVariant(id)))]
}

const PLATFORMS_OWN: ListedVariant = {
  id: NO_VARIANT,
  name: 'Control of the platform',
  isControl: true,
  status: 'external',
  themes: [],
}

const deletedVariant = (id: string): ListedVariant => ({
  id,
  name: 'Deleted variant',
  isControl: false,
  status: 'deleted',
  themes: [],
})

function liftOf({ view, control, treatment }: Basis, comparison: GroupComparison | null): Lift {
  return {
    metric: view.metric,
    absolute: comparison === null ? null : inUnit(comparison.absolute, view),
    relative: comparison?.relative ?? null,
    interval: comparison?.relativeInterval ? [...comparison.relativeInterval] : null,
    chance_to_beat_control: comparison?.chance ?? null,
    enough_data: hasEnoughMessages({ control: control.messages, treatment: treatment.messages }),
  }
}

function conclusionOf(
  comparison: GroupComparison | null,
  { toBeBest, valueRemaining, compared }: Standings,
  shown: readonly { readonly variant: ListedVariant }[],
  { better, shared }: { readonly better: 'higher' | 'lower'; readonly shared: Shared },
): Conclusion {
  const ranked = shown
    .filter(({ variant }) => !variant.isControl && toBeBest.has(variant.id))
    .map(({ variant: { id, name } }) => ({ id, name, chanceToBeBest: toBeBest.get(id) ?? 0 }))
    .sort((a, b) => b.chanceToBeBest - a.chanceToBeBest)
  const [leader] = ranked
  const best = leader && compared.get(leader.id)
  const reaches = (id: string) => {
    const [low, high] = compared.get(id)?.interval ?? []
    if (best === undefined || low === undefined || high === undefined) return false
    return better === 'higher' ? high >= best.estimate : low <= best.estimate
  }
  const rival = shown.find(
    ({ variant: { id, status } }) => status === 'approved' && id !== leader?.id && reaches(id),
  )
  return {
    rival: shared.spans && rival?.variant.name,
    isBetter: comparison?.isBetter ?? false,
    isWorse: comparison?.isWorse ?? false,
    leader,
    valueRemaining,
  }
}

function variantResult(
  { id, name, isControl, status, themes }: ListedVariant,
  totals: Totals,
  standings: Standings,
  view: View,
  { allocation, blocked }: Pick<ReportInput, 'allocation' | 'blocked'>,
): VariantResult {
  const found = standings.estimates.get(id)
  const compared = standings.compared.get(id)
  const block = blocked.get(id)
  const open = view.denominator === 'sends' ? totals.openSends : totals.openDecisions
  return {
    id,
    name,
    control: isControl,
    status,
    themes: [...themes],
    allocation: allocation.size === 0 ? null : (allocation.get(id) ?? 0),
    ...figuresOf(totals, view),
    maturing: KEY_METRICS[view.metric].matures ? open : 0,
    interval: found?.interval ? found.interval.map(end => inUnit(end, view)) : null,
    // The control variant is usually the control group. Comparing it with itself has no meaning.
    chance_to_beat_control: isControl ? null : (standings.toBeatControl.get(id) ?? null),
    chance_to_be_best: standings.toBeBest.get(id) ?? null,
    estimate: found ? inUnit(withinRange(found.estimate, view), view) : null,
    effective_messages: found?.effectiveMessages ?? 0,
    compared: compared?.interval
      ? {
          messages: compared.messages,
          estimate: inUnit(withinRange(compared.estimate, view), view),
          interval: compared.interval.map(end => inUnit(withinRange(end, view), view)),
        }
      : null,
    blocked: block ? blockedResult(block) : null,
  }
}

/** Weighting may give values beyond the possible range: an unlikely message counts for hundreds. */
const withinRange = (estimate: number, { metric }: View): number =>
  Math.max(0, KEY_METRICS[metric].kind === 'rate' ? Math.min(1, estimate) : estimate)

const inUnit = (value: number, { metric, currency, currencyDigits }: View): number =>
  metric === 'revenue' ? fromMinorUnits(value, currency, currencyDigits) : value
