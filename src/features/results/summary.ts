import { enoughMessages } from '../../core/inference/gates.ts'
import type { Verdict } from '../../core/inference/verdict.ts'
import { denominatorOf } from './figures.ts'
import { groundOf } from './ground.ts'
import { RANGES, type Range, rangeUntil } from './ranges.ts'
import { loadSums, loadTotals, type ResultsSources, type Subject, within } from './results.ts'
import { type ListedVariant, loadVariants, type Tally } from './store.ts'
import { trafficOf } from './traffic.ts'
import { type Ahead, wordingsAhead } from './wordings/ahead.ts'

/** The comparison of a template over one range, as a list shows it. */
export interface Summary {
  readonly messages: number
  readonly denominator: 'sends' | 'decisions'
  readonly verdict: Verdict
  readonly lift: {
    readonly relative: number | null
    readonly interval: readonly number[] | null
    readonly chance_to_beat_control: number | null
  }
  /** Wordings that beat control by their own interval, the surest first. */
  readonly ahead: readonly Ahead[]
  /** Messages in the smaller group, and how many the comparison asks for. */
  readonly progress: { readonly have: number; readonly need: number }
}

export interface Leader {
  readonly variant_id: string
  readonly name: string
  readonly traffic: number
}

export interface TemplateSummary {
  readonly ranges: Readonly<Record<Range, Summary>>
  /** The wording with the most traffic at present; null while shares are unknown. */
  readonly leader: Leader | null
  /** The names of wordings that a guardrail blocks. */
  readonly blocked: readonly string[]
}

/** What lists show of a template, for every range. The figures are those of the report over the same range. */
export async function summarise(sources: ResultsSources, subject: Subject): Promise<TemplateSummary> {
  const { db, clock } = sources
  const { org, template } = subject
  const asOf = clock()
  const metric = template.keyMetric
  const perRange = new Map<Range, Summary>()
  const everything = await loadTotals(db, subject, { from: undefined, to: undefined }, { asOf, metric })
  const sums = await loadSums(db, subject, { asOf, metric, denominator: denominatorOf(everything) })
  const variants = await loadVariants(db, { orgId: org.id, templateId: template.id })
  for (const range of RANGES) {
    const period = rangeUntil(range, asOf)
    const tallies = range === 'all' ? everything : await loadTotals(db, subject, period, { asOf, metric })
    // A platform may report sends at one time and not at another: then each range has its own denominator.
    const isSame = denominatorOf(tallies) === denominatorOf(everything)
    const asked = { asOf, metric, denominator: denominatorOf(tallies) }
    const own = isSame ? sums : await loadSums(db, subject, asked)
    const kept = own && within(own, period, asOf)
    perRange.set(range, summaryOf(groundOf({ org, template, metric, tallies, kept }), variants, tallies))
  }
  const of = (range: Range) => perRange.get(range) ?? NOTHING
  const ranges = { '7d': of('7d'), '30d': of('30d'), '90d': of('90d'), all: of('all') }
  return { ranges, ...(await standingOf(sources, subject, variants)) }
}

function summaryOf(
  { view, control, treatment, basis, lift, verdict }: ReturnType<typeof groundOf>,
  variants: readonly ListedVariant[],
  tallies: readonly Tally[],
): Summary {
  const { relative, interval, chance_to_beat_control } = lift
  const sizes = { control: basis.control.messages, treatment: basis.treatment.messages }
  const { have, need } = enoughMessages(sizes)
  return {
    messages: control[view.denominator] + treatment[view.denominator],
    denominator: view.denominator,
    verdict,
    lift: { relative, interval, chance_to_beat_control },
    ahead: wordingsAhead(basis, variants, tallies),
    progress: { have: have ?? 0, need: need ?? 0 },
  }
}

const NOTHING: Summary = {
  messages: 0,
  denominator: 'decisions',
  verdict: 'no-data',
  lift: { relative: null, interval: null, chance_to_beat_control: null },
  ahead: [],
  progress: { have: 0, need: 0 },
}

async function standingOf(
  { allocationOf, blockedOf }: ResultsSources,
  { org, template }: Subject,
  variants: readonly ListedVariant[],
): Promise<Pick<TemplateSummary, 'leader' | 'blocked'>> {
  const allocation = await allocationOf(org, template)
  const blocked = await blockedOf(org, template)
  const [leader] = variants
    .filter(({ isControl }) => !isControl)
    .map(variant => ({
      variant_id: variant.id,
      name: variant.name,
      traffic: trafficOf(variant, template, allocation) ?? 0,
    }))
    .filter(({ traffic }) => traffic > 0)
    .toSorted((a, b) => b.traffic - a.traffic)
  return {
    leader: leader ?? null,
    blocked: variants.filter(({ id }) => blocked.has(id)).map(({ name }) => name),
  }
}
