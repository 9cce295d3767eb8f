import { beforeAll, describe, expect, it } from 'vitest'
import { connectSegment, createOrg } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { AFTER_TRAFFIC, sendForTwoMonths } from '../../../test/traffic.ts'
import { compareWeighted } from '../../core/inference/lift.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../core/inference/sums.ts'
import { estimateVariant } from '../../core/inference/variant-estimate.ts'
import { compactCohorts } from '../attribution/count/compact-store.ts'
import { loadLimits } from './money/limits-store.ts'
import { type Asked, loadArmSums } from './sums-store.ts'

const server = useServer()
let orgId = 0
beforeAll(async () => {
  await createOrg(server, 'acme')
  await connectSegment(server, 'acme')
  await sendForTwoMonths(server, 'acme')
  orgId = (await server.services.catalog.findOrg('acme'))?.id ?? 0
})

const ask = (more: Partial<Asked>): Asked => ({
  ...{ orgId, templateId: 'welcome', success: 'conversion', isAmount: false, denominator: 'send' },
  ...{ currency: 'USD', now: AFTER_TRAFFIC, lookbackDays: 14 },
  ...more,
})

/** Message by message, as the formulas say. */
async function sumsFromMessages(arm: string, outcome: string, before = 'infinity'): Promise<ArmSums> {
  const rows = await server.services.db.query<{ propensity: number; outcome: number }>({
    text: `select d.propensity, (${outcome})::float8 as outcome from messages m join decisions d on d.id = m.decision_id
           where d.arm = $1 and sent_at is not null and sent_at < $2`,
    values: [arm, before],
  })
  return rows
    .map(({ propensity, outcome }) => evenSums(propensity, 1, outcome, outcome ** 2))
    .reduce(addSums, NO_SUMS)
}

function expectClose(actual: ArmSums, expected: ArmSums): void {
  const flat = ({ outcome, ...rest }: ArmSums) =>
    Object.entries({
      ...rest,
      ...Object.fromEntries(Object.entries(outcome).map(([name, value]) => [`of ${name}`, value])),
    }).sort()
  const [left, right] = [flat(actual), flat(expected)]
  expect(left.map(([name]) => name)).toEqual(right.map(([name]) => name))
  // 1/e² is kept in units of 2^-10, which are up to half a thousandth of it.
  for (const [at, [name, value]] of left.entries())
    expect(value / (right[at]?.[1] || 1), name).toBeCloseTo(right[at]?.[1] === 0 ? 0 : 1, 3)
}

const total = (spans: Awaited<ReturnType<typeof loadArmSums>>, arm: string) =>
  spans.filter(span => span.arm === arm).reduce((sums, span) => addSums(sums, span.sums), NO_SUMS)

describe('sums by variant, arm and time', () => {
  it('equal the sums over the messages', async () => {
    const { db } = server.services
    const spans = await loadArmSums(db, ask({}))
    // Two thirds of the messages that convert were reported as sent.
    const converted = 'case when converted then 1 else 0 end'
    for (const arm of ['control', 'treatment']) {
      const { outcome: _, ...messages } = await sumsFromMessages(arm, converted)
      const { outcome, ...loaded } = total(spans, arm)
      expectClose({ ...loaded, outcome: NO_SUMS.outcome }, { ...messages, outcome: NO_SUMS.outcome })
      expect(outcome.total).toBeGreaterThan(0)
      expect(outcome.inverse).toBeGreaterThan(outcome.total)
    }
    const opened = await loadArmSums(db, ask({ success: 'open', denominator: 'decision' }))
    const [row] = await db.query<{ opens: number }>({
      text: 'select count(*) as opens from messages where opened',
    })
    expect(total(opened, 'control').outcome.total + total(opened, 'treatment').outcome.total).toBe(row?.opens)
    expect(total(opened, 'control').messages + total(opened, 'treatment').messages).toBe(60)
  })

  it('hold for money, whole or cut off, and for messages whose window has closed', async () => {
    const { db } = server.services
    const { cap: none, lowest } = await loadLimits(db, ask({}))
    expect(none).toBeUndefined()
    expect(lowest).toBeGreaterThan(0)
    // Two weeks ago, where a span ends.
    const until = new Date('2026-12-26T12:00:00Z')
    for (const cap of [undefined, 2_000]) {
      const amount = `least(coalesce((revenue->'USD'->>'amount')::int, 0), ${cap ?? 1e9})`
      for (const [before, more] of [
        ['infinity', {}],
        [until.toISOString(), { until }],
      ] as const) {
        const spans = await loadArmSums(db, ask({ isAmount: true, cap, ...more }))
        const expected = await sumsFromMessages('treatment', amount, before)
        const all = total(spans, 'treatment')
        expect(all.messages).toBe(expected.messages)
        expect(all.inverse / expected.inverse).toBeCloseTo(1, 5)
        // Orders of messages that were not reported as sent are in it, too.
        expect(all.outcome.total).toBeGreaterThanOrEqual(expected.outcome.total)
      }
    }
  })

  it('are the same after compaction, and fit inference', async () => {
    const { db } = server.services
    const before = await loadArmSums(db, ask({ success: 'open', denominator: 'decision' }))
    await compactCohorts(db, AFTER_TRAFFIC)
    const spans = await loadArmSums(db, ask({ success: 'open', denominator: 'decision' }))
    expect(spans).toEqual(before)
    expect(
      compareWeighted(total(spans, 'control'), total(spans, 'treatment'), { kind: 'rate' }),
    ).not.toBeNull()
    const [first] = spans.filter(({ arm }) => arm === 'treatment')
    const buckets = spans
      .filter(({ arm, variantId }) => arm === 'treatment' && variantId === first?.variantId)
      .map(({ sums }) => ({ sums, offered: undefined }))
    const estimate = estimateVariant(buckets, { kind: 'rate' })
    expect(estimate?.estimate).toBeGreaterThan(0)
    expect(estimate?.estimate).toBeLessThan(1)
  })
})
