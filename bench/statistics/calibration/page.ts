import { addSums, NO_SUMS } from '../../../src/core/inference/sums.ts'
import { reportOf } from '../../../src/features/results/report.ts'
import { COUNT_NAMES, type CountName } from '../../../src/features/results/schema/figures.ts'
import type { Results } from '../../../src/features/results/schema.ts'
import type { Tally } from '../../../src/features/results/store.ts'
import type { SummedSpan } from '../../../src/features/results/sums-store.ts'
import { groupBy } from '../../../src/lib/group-by.ts'
import type { Template, Variant } from '../../../src/runtime/catalog/catalog.ts'

export const CONTROL = 'control'

const variantOf = (id: string): Variant => ({
  ...{ id, name: id, vars: {}, attrs: {}, themes: [], isControl: id === CONTROL, status: 'approved' },
})

const templateOf = (ids: readonly string[], controlShare: number): Template => ({
  ...{ id: 'welcome', sandbox: 'prod', name: 'Welcome', channel: 'email', variables: ['subject'] },
  ...{ keyMetric: 'click_rate', algorithm: 'adaptive', epsilon: 0.02, integration: {}, status: 'active' },
  learning: {
    ...{ context: [], metrics: [], weights: {}, halfLifeDays: undefined },
    ...{ guardrailMargin: 0.005, guardrails: [], isSticky: false, autoArchive: false },
  },
  split: { method: 'internal_random', controlShare },
  attribution: { lookbackDays: 1, offsetDays: 0, conversionEvents: [] },
  ...{ variants: ids.map(variantOf), replaced: [], control: variantOf(CONTROL), customMetrics: new Map() },
})

/**
 * The results page of a template that optimises clicks.
 * @param ids of control and of all wordings so far
 * @param spans in order of time
 */
export function pageOf(ids: readonly string[], controlShare: number, spans: readonly SummedSpan[]): Results {
  const template = templateOf(ids, controlShare)
  const untilMs = spans.at(-1)?.untilMs ?? 0
  return reportOf({
    ...{ asOf: new Date(untilMs), org: { currency: 'USD', currencyDigits: {} }, template },
    variants: template.variants.map(variant => ({ ...variant, isTargeted: false })),
    ...{ metric: template.keyMetric, allocation: new Map(), blocked: new Map(), designEffect: 1 },
    tallies: [...groupBy(spans, ({ variantId }) => variantId)].map(([id, own]) => tallyOf(id, own)),
    kept: { metric: spans, decisions: spans, matureUntilMs: untilMs },
  })
}

function tallyOf(id: string, spans: readonly SummedSpan[]): Tally {
  const { messages, outcome } = spans.map(({ sums }) => sums).reduce(addSums, NO_SUMS)
  return {
    ...(Object.fromEntries(COUNT_NAMES.map(name => [name, 0])) as Record<CountName, number>),
    ...{ decisions: messages, sends: messages, clicks: outcome.total },
    ...{ at: new Date(0), firstAt: new Date(firstOf(spans)), openDecisions: 0, openSends: 0 },
    ...{ openConversions: 0, openMoney: {}, money: {}, metrics: {}, openMetrics: {} },
    ...{ variantId: id, arm: id === CONTROL ? 'control' : 'treatment' },
  }
}

/** A newcomer begins in the middle of its stretch. */
const firstOf = ([first]: readonly SummedSpan[]): number =>
  first === undefined ? 0 : (first.fromMs + first.untilMs) / 2
