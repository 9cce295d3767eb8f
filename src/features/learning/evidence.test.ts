import { beforeEach, describe, expect, it } from 'vitest'
import { connectSegment, createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { AFTER_TRAFFIC, sendForTwoMonths } from '../../../test/traffic.ts'
import { successesOf } from '../../core/measure/cohort.ts'
import { NO_AMOUNTS } from '../../core/measure/winsorise.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { compactCohorts } from '../attribution/count/compact-store.ts'
import { rewardOf } from './evidence.ts'
import { loadTemplateCounts, type TemplateCounts } from './evidence-store.ts'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  await connectSegment(server, scene.org)
})

async function load(now = AFTER_TRAFFIC): Promise<TemplateCounts> {
  const org = await server.services.catalog.findOrg(scene.org)
  const template = org?.templates.get('welcome')
  if (!org || !template) throw new Error('there is no such template')
  const [learned] = await loadTemplateCounts(server.services.db, [{ org, template }], now)
  if (!learned) throw new Error('nothing was loaded')
  return learned
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

describe('the counts for learning', () => {
  it('agree with the counts in results', async () => {
    await sendForTwoMonths(server, scene.org)
    const { variants, denominator, version } = await load()
    expect(denominator).toBe('send')
    expect(version).toBeGreaterThan(0)
    const counted = await server.services.db.query<Record<string, number | string>>({
      text: `select variant_id, arm, sum(sends) as sends, sum(opens) as opens, sum(conversions) as conversions, sum(unsubscribes) as unsubscribes,
               coalesce((select sum(amount_minor) from variant_revenue r where (r.org_id, r.template_id, r.variant_id, r.arm) = (c.org_id, c.template_id, c.variant_id, c.arm)), 0) as revenue
             from variant_counts c where org_id = (select id from orgs where slug = $1) group by org_id, template_id, variant_id, arm order by 2, 1`,
      values: [scene.org],
    })
    expect(counted).toHaveLength(3)
    const known = variants.map(variant => {
      const [conversions, revenue] = [rewardOf(variant, 'conversion_rate'), rewardOf(variant, 'revenue')]
      return {
        ...{ variant_id: variant.variantId, arm: variant.arm, sends: conversions.trials },
        opens: sum((variant.successes.get('open') ?? []).map(({ count }) => count)),
        conversions: sum((conversions.cohorts ?? []).map(successesOf)),
        unsubscribes: sum((variant.successes.get('unsubscribe') ?? []).map(({ count }) => count)),
        revenue: revenue.sum,
      }
    })
    const expected = counted.map(row => ({ ...row, opens: 0 }))
    // Opens do not concern a template that is optimised for conversions.
    expect(known.sort((a, b) => `${a.arm}${a.variant_id}`.localeCompare(`${b.arm}${b.variant_id}`))).toEqual(
      expected,
    )
    for (const variant of variants.filter(({ arm }) => arm === 'treatment')) {
      const { cells = [], trials, cohorts = [] } = rewardOf(variant, 'conversion_rate')
      expect(cells.map(({ cell }) => cell).sort()).toEqual(['[["plan",["free"]]]', '[["plan",["pro"]]]'])
      const spans = cells.flatMap(cell => cell.cohorts)
      expect(sum(spans.map(({ sends }) => sends))).toBe(trials)
      expect(sum(spans.map(({ successes }) => successes))).toBe(sum(cohorts.map(successesOf)))
    }
  })

  it('do not depend on compaction', async () => {
    await sendForTwoMonths(server, scene.org)
    const { db } = server.services
    const [straight, later] = [await load(), await load(new Date(AFTER_TRAFFIC.getTime() + 9 * DAY_MS))]
    expect(later.variants).not.toEqual(straight.variants)
    for (const days of [50, 33, 20, 1, 0]) {
      await compactCohorts(db, new Date(AFTER_TRAFFIC.getTime() - days * DAY_MS))
      expect((await load()).variants).toEqual(straight.variants)
    }
    await compactCohorts(db, new Date(AFTER_TRAFFIC.getTime() + 9 * DAY_MS))
    expect((await load(new Date(AFTER_TRAFFIC.getTime() + 9 * DAY_MS))).variants).toEqual(later.variants)
  })

  it('are per decision if the platform reports no sends', async () => {
    await createTemplate(
      server,
      scene.org,
      'welcome',
      { split: { method: 'internal_persistent', control_share: 0 } },
      1,
    )
    server.setNow(AFTER_TRAFFIC)
    const body = { template_id: 'welcome', user_id: 'ann', tracking_id: 't' }
    expect((await server.call('POST', `/api/generate/${scene.org}`, body)).status).toBe(200)
    const learned = await load()
    expect(learned.denominator).toBe('decision')
    expect(learned.variants.map(variant => rewardOf(variant, 'click_rate').trials)).toEqual([1])
  })

  it('cap the largest half per cent of orders at the next one', async () => {
    const template = await createTemplate(server, scene.org, 'welcome', {
      split: { method: 'internal_persistent', control_share: 0 },
      attribution: { conversion_events: ['purchase'] },
      key_metric: 'revenue',
    })
    server.setNow(AFTER_TRAFFIC)
    const timestamp = AFTER_TRAFFIC.toISOString()
    const generate = { template_id: 'welcome' }
    for (let user = 0; user < 400; user++) {
      const who = { user_id: `u${user}`, tracking_id: `t${user}` }
      await server.call('POST', `/api/generate/${scene.org}`, { ...generate, ...who })
      const value = user < 397 ? 10 : [50, 1_000, 90_000][user - 397]
      await server.call('POST', `/api/webhook/events/${scene.org}`, {
        event: 'purchase',
        event_id: `e${user}`,
        timestamp,
        ...who,
        value,
        currency: 'USD',
      })
    }
    await processInbox(server)
    const amounts = (await load()).variants.map(variant => variant.amounts.get('revenue') ?? NO_AMOUNTS)
    expect(amounts).toHaveLength(template.variantIds.length)
    expect(sum(amounts.map(({ count }) => count))).toBe(400)
    expect(sum(amounts.map(each => each.sum))).toBe(397 * 1_000 + 3 * 5_000)
    expect(sum(amounts.map(each => each.sumOfSquares))).toBe(397 * 1_000 ** 2 + 3 * 5_000 ** 2)
    expect(sum(amounts.map(each => each.logSum))).toBeCloseTo(397 * Math.log(1_000) + 3 * Math.log(5_000), 3)
    expect(sum(amounts.map(each => each.logSumOfSquares))).toBeCloseTo(
      397 * Math.log(1_000) ** 2 + 3 * Math.log(5_000) ** 2,
      2,
    )
  })
})
