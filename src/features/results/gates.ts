import {
  enoughMessages,
  matured,
  moneyCounted,
  splitAsConfigured,
  trackingAlive,
} from '../../core/inference/gates.ts'
import { checkSplit, loggedShares } from '../../core/inference/moved-share.ts'
import { checkShares } from '../../core/inference/share-check.ts'
import { offeredSums } from '../../core/inference/sums.ts'
import { lookbackOf } from '../../core/measure/key-metric.ts'
import { total } from '../../lib/total.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { pool, sizesOf, type Totals, type View } from './figures.ts'
import type { Basis } from './inference.ts'
import { splitSpans } from './kept-sums.ts'
import type { Gate } from './schema/comparison.ts'
import type { SummedSpan } from './sums-store.ts'

export interface GateInput {
  readonly template: Pick<Template, 'split' | 'control' | 'attribution' | 'customMetrics'>
  readonly control: Totals
  readonly treatment: Totals
  readonly basis: Basis
  /** All decisions with their weights; undefined if no weights are kept for the period. */
  readonly decisions: readonly SummedSpan[] | undefined
}

/** Whether the comparison of the two groups is reliable, one reason per gate. */
export function comparisonGates({ template, control, treatment, basis, decisions }: GateInput): Gate[] {
  const { split } = template
  const isSplitHere = split.method !== 'external' && template.control !== undefined
  const { metric, row } = basis.view
  return [
    enoughMessages({ control: basis.control.messages, treatment: basis.treatment.messages }),
    ...(isSplitHere ? [splitGate(split.controlShare, control, treatment, decisions)] : []),
    trackingGate([control, treatment], basis.view),
    matured(
      sizesOfBoth([control, treatment], basis.view),
      row.matures ? lookbackOf(template, metric) : undefined,
      basis.isMature,
    ),
    ...moneyGate(pool([control, treatment]), basis.view),
  ]
}

function moneyGate({ money }: Totals, { currency, row }: View): Gate[] {
  const orders = Object.entries(money)
    .filter(([, sums]) => sums.orders !== 0 || sums.amount !== 0)
    .map(([code, sums]): [string, number] => [code, sums.orders])
  const gate = moneyCounted(
    currency,
    Object.fromEntries(orders),
    row.kind === 'amount' && row.unit === 'money',
  )
  return gate ? [gate] : []
}

/** Compares with the shares at the time of each decision; if they are unknown, with the present share. */
function splitGate(
  share: number,
  control: Totals,
  treatment: Totals,
  decisions: readonly SummedSpan[] | undefined,
): Gate {
  const { known, hasMoved } = loggedShares(decisions ? splitSpans(decisions) : [], share)
  if (known.length > 0) {
    const check = checkSplit(known)
    const expected = { share: check.expected / (check.control + check.treatment), hasMoved }
    return splitAsConfigured(check, expected, check)
  }
  const sizes = { control: control.decisions, treatment: treatment.decisions }
  const total = sizes.control + sizes.treatment
  const check = checkShares([
    { id: 'control', chosen: sizes.control, ...offeredSums(share, total) },
    { id: 'treatment', chosen: sizes.treatment, ...offeredSums(1 - share, total) },
  ])
  return splitAsConfigured(sizes, { share, hasMoved: false }, check)
}

function trackingGate(groups: readonly Totals[], { denominator }: View): Gate {
  const sum = (of: (totals: Totals) => number) => total(groups.map(of))
  const reactions = sum(
    ({ opens, machine_opens, clicks, machine_clicks, conversions }) =>
      opens + machine_opens + clicks + machine_clicks + conversions,
  )
  return trackingAlive(
    sum(totals => totals[denominator]),
    reactions,
    sum(({ metrics }) => total(Object.values(metrics).map(({ messages }) => messages))),
  )
}

function sizesOfBoth(groups: readonly Totals[], view: View) {
  const sizes = groups.map(group => sizesOf(group, view))
  return {
    messages: sizes.reduce((sum, { messages }) => sum + messages, 0),
    mature: sizes.reduce((sum, { mature }) => sum + mature, 0),
  }
}
