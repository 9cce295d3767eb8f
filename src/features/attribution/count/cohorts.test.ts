// Over 300 lines: every test compares the same sums after another order of events, with the helpers below.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  connectSegment,
  createTemplate,
  learnedOf,
  processInbox,
  rebuildAll,
  tellSegment,
} from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { AFTER_TRAFFIC, sendForTwoMonths } from '../../../../test/traffic.ts'
import { unitWeightsOf } from '../../../core/measure/weights.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { sumsOfWeights } from '../../../runtime/db/sql/cohort-sql.ts'
import { type Claim, withdraw } from '../../generate/withdraw-store.ts'
import { compactCohorts } from './compact-store.ts'

const START = Date.parse('2026-11-10T12:02:00Z')
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS)

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  await connectSegment(server, scene.org)
  server.setNow(at(0))
})

/** One variant, no control and no even share, so that every choice is known. */
const createSimple = (settings: object = {}) =>
  createTemplate(
    server,
    scene.org,
    'welcome',
    {
      split: { method: 'internal_persistent', control_share: 0 },
      attribution: { conversion_events: ['purchase'] },
      epsilon: 0,
      ...settings,
    },
    1,
  )

async function choose(user: string, minutes: number, attrs: object = {}): Promise<string> {
  server.setNow(at(minutes))
  const body = { template_id: 'welcome', user_id: user, tracking_id: `t-${user}`, attrs }
  const reply = await server.call('POST', `/api/generate/${scene.org}`, body)
  expect(reply).toMatchObject({ status: 200 })
  return reply.body.decision_id
}

async function tell(user: string, event: string, minutes: number, more: object = {}): Promise<void> {
  const isPurchase = event === 'purchase'
  const who = isPurchase ? { user_id: user } : { user_id: user, tracking_id: `t-${user}` }
  const body = {
    event,
    timestamp: at(minutes).toISOString(),
    event_id: `${user} ${event} ${minutes}`,
    ...who,
    ...more,
  }
  expect((await server.call('POST', `/api/webhook/events/${scene.org}`, body)).status).toBe(200)
}

/** Segment marks opens and clicks of programs. */
async function tellOfMachine(user: string, event: string, minutes: number): Promise<void> {
  const body = {
    ...{ type: 'track', event, userId: user, messageId: `${user} ${event} ${minutes}` },
    ...{ timestamp: at(minutes).toISOString(), properties: { tracking_id: `t-${user}`, machine: true } },
  }
  await tellSegment(server, scene.org, body)
}

const learned = () => learnedOf(server, scene.org)
const cohorts = async (measure: string) =>
  (await learned())['cohorts']?.filter(row => (row as { measure: string }).measure === measure)

describe('the counts for learning', () => {
  it('are by send time, and by the age of a message at each event', async () => {
    await createSimple()
    await choose('ann', 0)
    await tell('ann', 'email_sent', 4)
    await tell('ann', 'email_opened', 9)
    await tell('ann', 'email_opened', 30)
    await tell('ann', 'purchase', 4 + 60 * 24, { value: 12.5, currency: 'USD' })
    await processInbox(server)

    const place = { template_id: 'welcome', arm: 'treatment', cell: '', is_even: false, minutes: 5, count: 1 }
    const weights = { inverse: 2 ** 20, inverse_root: 2 ** 20, inverse_square: 2 ** 10 }
    const sent = { ...place, ...weights, starts_at: new Date('2026-11-10T12:05:00Z') }
    expect((await learned())['cohorts']).toEqual([
      { ...place, ...weights, measure: 'decision', age: 0, starts_at: new Date('2026-11-10T12:00:00Z') },
      // A day is the nineteenth hourly step after the first 6 hours: 15 + 21 + 16 + 18.
      { ...sent, measure: 'conversion', age: 70 },
      { ...sent, measure: 'open', age: 5 },
      { ...sent, measure: 'send', age: 0 },
    ])
    const log = Math.round(Math.log(1250) * 2 ** 20)
    expect((await learned())['sums']).toEqual([
      {
        ...{
          template_id: 'welcome',
          arm: 'treatment',
          cell: '',
          currency: 'USD',
          count: 1,
          amount_minor: 1250,
        },
        ...{ squares: 1250 ** 2, log_sum: log, log_squares: log ** 2 },
      },
    ])
  })

  it('move with a message when its send time changes', async () => {
    await createSimple()
    await choose('ann', 0)
    await tell('ann', 'email_clicked', 61)
    await tell('ann', 'purchase', 61, { value: 10, currency: 'USD' })
    await processInbox(server)
    expect(await cohorts('click')).toMatchObject([{ starts_at: new Date('2026-11-10T12:00:00Z'), age: 24 }])

    await tell('ann', 'email_sent', 60)
    await processInbox(server)
    const moved = { starts_at: new Date('2026-11-10T13:00:00Z'), count: 1 }
    expect(await cohorts('send')).toMatchObject([moved])
    expect(await cohorts('click')).toMatchObject([{ ...moved, age: 1 }])
    expect((await learned())['amounts']).toMatchObject([{ starts_at: moved.starts_at, amount_minor: 1000 }])
  })

  it('keep events of programs apart from those of people', async () => {
    await createSimple()
    await choose('ann', 0)
    await tellOfMachine('ann', 'Email Opened', 1)
    await tellOfMachine('ann', 'Email Link Clicked', 2)
    await tell('ann', 'email_opened', 20)
    await processInbox(server)
    expect(await cohorts('machine_open')).toMatchObject([{ age: 1 }])
    expect(await cohorts('machine_click')).toMatchObject([{ age: 2 }])
    expect(await cohorts('open')).toMatchObject([{ age: 16 }])
    expect(await cohorts('click')).toEqual([])
  })

  it('weight every message by its propensity', async () => {
    await createTemplate(server, scene.org, 'welcome', {
      ...{ split: { method: 'internal_persistent', control_share: 0.3 }, epsilon: 1 },
    })
    for (let user = 0; user < 40; user++) {
      await choose(`user-${user}`, user)
      await tell(`user-${user}`, 'email_sent', user)
    }
    await processInbox(server)
    const sums = await server.services.db.query<Record<string, number>>({
      text: `select arm, sum(count) as count, sum(inverse) as inverse, sum(inverse_root) as root, sum(inverse_square) as square
             from cohort_counts where measure = 'send' and org_id = (select id from orgs where slug = $1) group by 1 order by 1`,
      values: [scene.org],
    })
    const [control, treatment] = sums as unknown as {
      count: number
      inverse: number
      root: number
      square: number
    }[]
    expect((control?.count ?? 0) + (treatment?.count ?? 0)).toBe(40)
    const weighted = (e: number, { count = 0 } = {}) => ({
      inverse: count * Math.round(2 ** 20 / e),
      root: count * Math.round(2 ** 20 / Math.sqrt(e)),
      square: count * Math.round(2 ** 10 / e ** 2),
    })
    expect(control).toMatchObject(weighted(0.3, control))
    expect(treatment).toMatchObject(weighted(0.35, treatment))
  })

  it('are by the attributes that a contextual policy learns by, and by no others', async () => {
    await createSimple({ algorithm: 'contextual', learning: { context: ['plan'] } })
    await choose('ann', 0, { plan: 'Pro', city: 'Rome' })
    await choose('bob', 0, { city: 'Rome' })
    await choose('eve', 0, { plan: 'x'.repeat(5_000) })
    await tell('ann', 'email_sent', 1)
    await processInbox(server)
    expect(await cohorts('decision')).toMatchObject([
      { cell: '', count: 2 },
      { cell: '[["plan",["pro"]]]', count: 1 },
    ])
    expect(await cohorts('send')).toMatchObject([{ cell: '[["plan",["pro"]]]' }])
  })

  it('count an erased person as one without known attributes', async () => {
    await createSimple({ algorithm: 'contextual', learning: { context: ['plan'] } })
    for (const [user, plan] of [
      ['ann', 'pro'],
      ['bob', 'pro'],
      ['eve', ''],
    ] as const) {
      await choose(user, 0, { plan })
      await tell(user, 'email_sent', 1)
      await tell(user, 'purchase', 5, { value: 10, currency: 'USD' })
    }
    await processInbox(server)
    expect((await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/ann`)).status).toBe(200)
    for (const measure of ['decision', 'send', 'conversion'])
      expect(await cohorts(measure)).toMatchObject([
        { cell: '', count: 2 },
        { cell: '[["plan",["pro"]]]', count: 1 },
      ])
    const after = await learned()
    expect(after['amounts']).toHaveLength(3)
    expect(after['sums']).toMatchObject([
      { cell: '', count: 2, amount_minor: 2_000 },
      { cell: '[["plan",["pro"]]]', count: 1, amount_minor: 1_000 },
    ])
    expect(await rebuildAll(server, scene.org)).toBe(0)
    expect(await learned()).toEqual(after)
  })

  it('leave out a choice that was never answered', async () => {
    const { id: templateId } = await createSimple()
    const id = await choose('ann', 0)
    await choose('bob', 0)
    const { db } = server.services
    const [claim] = await db.query<Claim>({
      text: `select d.org_id as "orgId", key as "messageKey", id, decided_at as "decidedAt"
             from decisions d left join message_keys k on k.org_id = d.org_id and decision_id = id where id = $1`,
      values: [id],
    })
    if (!claim) throw new Error('not stored')
    await withdraw(db, claim.orgId, [claim])
    await withdraw(db, claim.orgId, [claim])
    expect(await cohorts('decision')).toMatchObject([{ template_id: templateId, count: 1, inverse: 2 ** 20 }])
  })
})

it('computes the same weights in SQL as in memory, to the last bit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
      async propensities => {
        const [sums] = await server.services.db.query({
          text: `select ${sumsOfWeights('e')} from unnest($1::float8[]) as given (e)`,
          values: [propensities],
        })
        const weights = propensities.map(unitWeightsOf)
        const sum = (of: (weight: ReturnType<typeof unitWeightsOf>) => bigint) =>
          Number(weights.reduce((total, weight) => total + of(weight), 0n))
        expect(sums).toEqual({
          inverse: sum(({ inverse }) => inverse),
          inverse_root: sum(({ inverseRoot }) => inverseRoot),
          inverse_square: sum(({ inverseSquare }) => inverseSquare),
        })
      },
    ),
  )
})

describe('compacting', () => {
  it('changes no sum, includes later reports, and can be repeated', async () => {
    await sendForTwoMonths(server, scene.org)
    server.setNow(AFTER_TRAFFIC)
    const { db } = server.services
    const sums = () =>
      db.query({
        text: `select measure, arm, cell, variant_id, age, sum(count) as count, sum(inverse) as inverse, sum(inverse_square) as square
               from cohort_counts where org_id = (select id from orgs where slug = $1) group by 1, 2, 3, 4, 5 having sum(count) <> 0 order by 1, 2, 3, 4, 5`,
        values: [scene.org],
      })
    const before = await sums()
    await compactCohorts(db, AFTER_TRAFFIC)
    await compactCohorts(db, AFTER_TRAFFIC)
    expect(await sums()).toEqual(before)
    const widths = new Set((await learned())['cohorts']?.map(row => (row as { minutes: number }).minutes))
    expect(widths).toEqual(new Set([5, 360, 43_200]))

    // The message was sent a day later than assumed, so the compacted counts lose it.
    await choose('late', 0)
    await tell('late', 'email_opened', 10)
    await processInbox(server)
    await compactCohorts(db, AFTER_TRAFFIC)
    await tell('late', 'email_sent', 24 * 60)
    server.setNow(AFTER_TRAFFIC)
    await processInbox(server)
    const straight = await sums()
    await compactCohorts(db, AFTER_TRAFFIC)
    await compactCohorts(db, new Date(AFTER_TRAFFIC.getTime() + 90 * DAY_MS))
    expect(await sums()).toEqual(straight)
    expect((await cohorts('send'))?.every(row => (row as { count: number }).count > 0)).toBe(true)
  })
})

describe('money of a message that lost more than it brought', () => {
  const SUMS = { count: 0, amount_minor: -500, squares: 500 ** 2, log_sum: 0, log_squares: 0 }

  async function loseMoney() {
    await createSimple()
    await choose('ann', 0)
    await tell('ann', 'purchase', 10, { value: 10, currency: 'USD', order_id: 'o1' })
    await processInbox(server)
    await tell('ann', 'refund', 20, { value: 15, currency: 'USD', order_id: 'o1' })
    await processInbox(server)
  }

  it('is in the sums of money and is no order, live and after a recount', async () => {
    await loseMoney()
    const live = await learned()
    expect(live['amounts']).toMatchObject([{ amount_minor: -500 }])
    expect(live['sums']).toMatchObject([SUMS])
    await rebuildAll(server, scene.org)
    expect(await learned()).toEqual(live)
  })

  it('is added to the sums of a store from before', async () => {
    await loseMoney()
    const live = await learned()
    const { db } = server.services
    for (const table of ['message_amounts', 'amount_sums']) await db.query({ text: `delete from ${table}` })
    await db.query({ text: readFileSync('migrations/0060-refunds-below-zero.sql', 'utf8') })
    expect(await learned()).toEqual(live)
  })
})

describe('recounting', () => {
  it('gives the same counts, from none and from wrong ones', async () => {
    await sendForTwoMonths(server, scene.org)
    server.setNow(AFTER_TRAFFIC)
    const before = await learned()
    expect(before['cohorts']?.length).toBeGreaterThan(60)
    expect(before['amounts']?.length).toBeGreaterThan(2)
    const { db } = server.services
    await db.query({ text: "delete from cohort_counts where measure = 'open'" })
    await db.query({
      text: "update cohort_counts set count = count + 3, inverse = inverse - 1 where measure = 'decision'",
    })
    await db.query({ text: 'delete from amount_sums' })
    await db.query({ text: 'update message_amounts set amount_minor = 1' })
    await db.query({ text: 'update messages set opened_at = null, converted_at = null' })
    expect(await rebuildAll(server, scene.org)).toBeGreaterThan(0)
    expect(await learned()).toEqual(before)
  })

  it('gives the same counts after compaction', async () => {
    await sendForTwoMonths(server, scene.org)
    server.setNow(AFTER_TRAFFIC)
    const before = await learned()
    await compactCohorts(server.services.db, AFTER_TRAFFIC)
    expect(await rebuildAll(server, scene.org)).toBe(0)
    expect(await learned()).toEqual(before)
  })
})
