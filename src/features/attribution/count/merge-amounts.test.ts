import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { loadAmounts } from '../../learning/amount-evidence-store.ts'
import { loadLimits } from '../../results/money/limits-store.ts'
import { loadArmSums } from '../../results/sums-store.ts'
import { mergeOldAmounts } from './merge-amounts-store.ts'
import { rebuildCounts } from './rebuild.ts'

const ORDERS = 1_000
const scene = useScene()
const db = () => scene.server.services.db
const inDays = (days: number) => new Date(scene.now + days * DAY_MS)

async function placeOf() {
  const org = await scene.server.services.catalog.findOrg(scene.org)
  const template = org?.templates.get('sale')
  if (!org || !template) throw new Error('the template is gone')
  return { org, template }
}

beforeEach(async () => {
  const { variantIds, controlId } = await createTemplate(scene.server, scene.org, 'sale', {
    key_metric: 'revenue',
  })
  const at = `/api/v1/orgs/${scene.org}`
  const kept = await scene.server.call('PATCH', at, { retention: { requests_days: 10, events_days: 40 } })
  expect(kept.status).toBe(200)
  const { org, template } = await placeOf()
  // A few prices, so that many are alike, and a few orders that nobody else makes.
  await db().query({
    text: `insert into message_amounts (org_id, template_id, currency, decision_id, starts_at, variant_id, arm, cell, propensity, amount_minor)
           select $1, 'sale', 'USD', gen_random_uuid(), date_bin('5 minutes', $2::timestamptz - i * interval '3 minutes', 'epoch'::timestamptz),
             ($3::uuid[])[1 + i % 3], case when i % 3 = 0 then 'control' else 'treatment' end, '', case when i % 3 = 0 then 0.2 else 0.4 end,
             case when i % 90 = 0 then 100000 + i else 500 * (1 + i % 4) end
           from generate_series(1, ${ORDERS}) i`,
    values: [org.id, new Date(scene.now), [controlId, ...variantIds]],
  })
  await rebuildCounts(db(), org, template.id, new Date(scene.now))
})

/** All that results and learning read of the amounts. */
async function figures() {
  const { org, template } = await placeOf()
  const place = { orgId: org.id, templateId: 'sale', currency: 'USD' }
  const { cap, lowest } = await loadLimits(db(), place)
  expect(cap).toBeGreaterThan(2_000)
  const asked = { ...place, cap, isAmount: true, success: 'conversion', denominator: 'send' } as const
  const sums = await loadArmSums(db(), { ...asked, now: inDays(0), lookbackDays: 7 })
  const total = sums.reduce((sum, { sums: { outcome } }) => sum + outcome.total, 0)
  const spans = sums.map(({ sums: { outcome }, ...span }) => [
    Object.values(span).slice(0, 4),
    // Fractions are added in another order.
    Object.values(outcome).map(value => Number(value.toPrecision(12))),
  ])
  return {
    cap,
    lowest,
    total,
    spans,
    learned: await loadAmounts(db(), [{ org, template, metric: 'revenue' }]),
  }
}

const stored = async () => {
  const { org } = await placeOf()
  return db().query<{ messages: number; is_merged: boolean }>({
    text: 'select messages, is_merged from message_amounts where org_id = $1',
    values: [org.id],
  })
}

describe('amounts beyond the retention of events', () => {
  it('lose their messages, and no figure changes', async () => {
    const before = await figures()
    await mergeOldAmounts(db(), inDays(37))
    expect(await stored()).toHaveLength(ORDERS)
    await mergeOldAmounts(db(), inDays(44))
    const rows = await stored()
    expect(rows.every(row => row.is_merged)).toBe(true)
    expect(rows.length).toBeLessThan(ORDERS / 4)
    expect(rows.reduce((sum, row) => sum + row.messages, 0)).toBe(ORDERS)
    expect(await figures()).toEqual(before)
    // Once more merges nothing twice, and counting anew finds the same.
    await mergeOldAmounts(db(), inDays(50))
    const { org, template } = await placeOf()
    await rebuildCounts(db(), org, template.id, inDays(50))
    expect(await figures()).toEqual(before)
  })

  it('are added to what was merged before', async () => {
    const before = await figures()
    for (const days of [38.5, 39, 40, 41, 42, 43]) await mergeOldAmounts(db(), inDays(days))
    expect((await stored()).every(row => row.is_merged)).toBe(true)
    expect(await figures()).toEqual(before)
  })
})
