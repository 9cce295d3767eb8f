import { type BucketedGroup, designEffect } from '../../../core/inference/people/design-effect.ts'
import type { KeyMetric } from '../../../core/measure/custom-metric.ts'
import { amountKey, metricRow, successFor } from '../../../core/measure/key-metric.ts'
import { PERSON_BUCKETS } from '../../../core/measure/person-bucket.ts'
import { total } from '../../../lib/total.ts'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { Period } from '../../../runtime/http/period.ts'
import { loadLimits } from '../money/limits-store.ts'
import type { Denominator } from '../schema.ts'
import {
  type BucketAmount,
  type BucketCounts,
  loadBucketAmounts,
  loadBucketCounts,
  loadUncountedDecisions,
} from './bucket-store.ts'

/**
 * The design effect of comparisons in a period, from all months that the period touches: see `designEffect`. It is 1 as long
 * as nothing is counted by bucket of people.
 */
export async function loadDesignEffect(
  db: Database,
  { org, template }: { readonly org: Org; readonly template: Template },
  { metric, denominator }: { readonly metric: KeyMetric; readonly denominator: Denominator },
  period: Period,
): Promise<number> {
  const place = { orgId: org.id, templateId: template.id, ...period }
  const messages = denominator === 'sends' ? 'send' : 'decision'
  const success = successFor(metric)
  const counts = [
    ...(await loadBucketCounts(db, place, [messages, success])),
    ...(messages === 'decision' ? (await loadUncountedDecisions(db, place)).map(countOf) : []),
  ]
  const of = (arm: Arm, measure: string) => sumsOf(counts, arm, measure)
  if (metricRow(template, metric).kind === 'rate')
    return designEffect(ARMS.map(arm => ({ messages: of(arm, messages), totals: of(arm, success) })))
  const currency = amountKey(metric, org.currency)
  const { cap } = await loadLimits(db, { ...place, currency })
  const amounts = await loadBucketAmounts(db, place, currency, cap)
  return designEffect(ARMS.map(arm => amountsOf(of(arm, messages), amounts, arm)))
}

type Arm = BucketCounts['arm']
const ARMS: readonly Arm[] = ['control', 'treatment']

const countOf = ({ arm, bucket }: Pick<BucketCounts, 'arm'> & { readonly bucket: number }): BucketCounts => ({
  ...{ arm, measure: 'decision' },
  counts: Array.from({ length: bucket + 1 }, (_, at) => (at === bucket ? 1 : 0)),
})

function sumsOf(counts: readonly BucketCounts[], arm: Arm, measure: string): readonly number[] {
  const own = counts.filter(row => row.arm === arm && row.measure === measure)
  return Array.from({ length: PERSON_BUCKETS }, (_, at) =>
    total(own.map(({ counts: each }) => each[at] ?? 0)),
  )
}

function amountsOf(messages: readonly number[], amounts: readonly BucketAmount[], arm: Arm): BucketedGroup {
  const own = amounts.filter(row => row.arm === arm)
  const totals = new Map(own.map(({ bucket, amount }) => [bucket, amount]))
  const count = total(messages)
  const mean = total(totals.values()) / count
  return {
    messages,
    totals: messages.map((_, at) => totals.get(at) ?? 0),
    variance: count === 0 ? 0 : total(own.map(({ squares }) => squares)) / count - mean * mean,
  }
}
