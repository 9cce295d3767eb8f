import { ALPHA } from '../../core/inference/alpha.ts'
import { type Conclusion, type Leader, readyToShip, sameTime } from '../../core/inference/gates.ts'
import type { Blocked } from '../../core/inference/guardrails/guardrails.ts'
import { CHANCE_TO_ARCHIVE } from '../../core/inference/recommend.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { controlShareOf } from '../../runtime/catalog/control-share.ts'
import { blockedResult } from './blocked.ts'
import { figuresOf, pool, type Totals, type View } from './figures.ts'
import { type GroundInput, groundOf, inUnit } from './ground.ts'
import type { GroupComparison } from './inference.ts'
import { amountsOf } from './money/amounts.ts'
import type { VariantResult } from './schema/variant.ts'
import type { Results } from './schema.ts'
import { themeResults } from './segments/theme-results.ts'
import { firstOf, type Shared, sharedTimeOf } from './shared-time.ts'
import type { ListedVariant } from './store.ts'
import { trafficOf } from './traffic.ts'
import { startsOf, withDeleted } from './wordings/listed.ts'
import {
  chancesIn,
  contendersIn,
  estimatesIn,
  type Standings,
  type TimedEstimate,
} from './wordings/standings.ts'
import { type WordingLift, wordingLifts } from './wordings/wording-lifts.ts'

export interface ReportInput extends GroundInput {
  readonly asOf: Date
  readonly variants: readonly ListedVariant[]
  /** Share of treated traffic by variant id; empty while it is not known. */
  readonly allocation: ReadonlyMap<string, number>
  /** By variant id. */
  readonly blocked: ReadonlyMap<string, Blocked>
}

/**
 * Counts as rates, lift and probabilities. The report compares the two groups of the experiment. Messages outside
 * the experiment ('fallback') are in no comparison.
 */
export function reportOf(input: ReportInput): Results {
  const { asOf, template, variants, tallies } = input
  const ground = groundOf(input)
  const { view, control, treatment, fallback, basis, comparison } = ground
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
  const contenders = contendersIn(shown, basis)
  const chances = chancesIn(contenders, basis)
  const started = shown
    .filter(({ variant }) => mayWin(variant))
    .map(({ variant: { id, name } }) => ({ id, name, firstMs: firstOf(byVariant.get(id) ?? []) }))
  const shared = sharedTimeOf(started, basis.spans)
  const race = sharedTimeOf(
    started.filter(({ id }) => isInRace(id, chances)),
    basis.spans,
  )
  const standings = { ...chances, ...estimatesIn(shown, contenders, basis, shared) }
  const lifts = wordingLifts(startsOf(listed, byVariant), basis)
  const { better } = view.row
  const conclusion = conclusionOf(comparison, standings, shown, { better, race, lifts })
  const gates = [...ground.gates, sameTime(race.time)]
  return {
    ...headingOf(asOf, template, view),
    level: LEVEL,
    verdict: ground.verdict,
    split: { method: template.split.method, control_share: controlShareOf(template) },
    matured: { ...ground.matured },
    control: figuresOf(control, view),
    treatment: figuresOf(treatment, view),
    fallback: { decisions: fallback.decisions, sends: fallback.sends },
    lift: ground.lift,
    amounts: amountsOf(basis, basis.limits, pool([control, treatment])),
    variants: shown.map(({ variant, totals }) => ({
      ...variantResult(variant, totals, standings, view, input),
      lift: liftOf(lifts.get(variant.id)),
    })),
    themes: themeResults(listed, basis, ground.gates),
    segments: null,
    // A wording is shipped by the metric that the template optimises, and by no other.
    gates: view.metric === template.keyMetric ? [...gates, readyToShip(gates, conclusion)] : gates,
  }
}

const mayWin = ({ status, isControl }: ListedVariant): boolean =>
  status === 'approved' || (isControl && status === 'external')

/** Nobody waits for more messages of a variant that is as good as never the best. */
const isInRace = (id: string, { toBeBest }: Pick<Standings, 'toBeBest'>): boolean =>
  (toBeBest.get(id) ?? 1) >= CHANCE_TO_ARCHIVE

const liftOf = (found: WordingLift | undefined): VariantResult['lift'] =>
  found
    ? { relative: found.relative, interval: [...found.interval], beats_control: found.beatsControl }
    : null

/** Of all intervals. */
export const LEVEL = 1 - ALPHA

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

interface Judged {
  readonly better: 'higher' | 'lower'
  /** The time that the variants share which may still be the best. */
  readonly race: Shared
  readonly lifts: ReadonlyMap<string, WordingLift>
}

/** With the better side positive. */
function ownLift(found: WordingLift | undefined, better: Judged['better']): Leader['lift'] {
  if (!found?.beatsControl) return undefined
  const { relative, interval } = found
  const [low, high] = interval
  return better === 'higher' ? { size: relative, interval } : { size: -relative, interval: [-high, -low] }
}

function conclusionOf(
  comparison: GroupComparison | null,
  { toBeBest, valueRemaining, compared }: Standings,
  shown: readonly { readonly variant: ListedVariant }[],
  { better, race, lifts }: Judged,
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
    ({ variant }) =>
      variant.status === 'approved' &&
      variant.id !== leader?.id &&
      isInRace(variant.id, { toBeBest }) &&
      reaches(variant.id),
  )
  return {
    rival: race.spans && rival?.variant.name,
    isBetter: comparison?.isBetter ?? false,
    isWorse: comparison?.isWorse ?? false,
    leader: leader && { ...leader, lift: ownLift(lifts.get(leader.id), better) },
    valueRemaining,
  }
}

function variantResult(
  { id, name, isControl, status, themes }: ListedVariant,
  totals: Totals,
  standings: Standings,
  view: View,
  { template, allocation, blocked }: Pick<ReportInput, 'template' | 'allocation' | 'blocked'>,
): Omit<VariantResult, 'lift'> {
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
    traffic: trafficOf({ id, isControl, status }, template, allocation),
    ...figuresOf(totals, view),
    maturing: view.row.matures ? open : 0,
    interval: found?.interval ? found.interval.map(end => inUnit(end, view)) : null,
    interval_missing: found === undefined ? 'no-messages' : found.interval === null ? 'no-amounts' : null,
    // The control variant is usually the control group. Comparing it with itself has no meaning.
    chance_to_beat_control: isControl ? null : (standings.toBeatControl.get(id) ?? null),
    chance_to_be_best: standings.toBeBest.get(id) ?? null,
    estimate: found ? inUnit(found.estimate, view) : null,
    estimate_since: sinceOf(found),
    effective_messages: found?.effectiveMessages ?? 0,
    compared: compared?.interval
      ? {
          messages: compared.messages,
          estimate: inUnit(compared.estimate, view),
          interval: compared.interval.map(end => inUnit(end, view)),
          since: sinceOf(compared),
        }
      : null,
    blocked: block ? blockedResult(block, view) : null,
  }
}

const sinceOf = (found: TimedEstimate | undefined): string | null =>
  found?.sinceMs === undefined ? null : new Date(found.sinceMs).toISOString()
