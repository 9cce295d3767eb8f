// Over 300 lines: the API and the command are tested on one logged history, which takes long to make.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { ADMIN_KEY } from '../../../test/app.ts'
import { choose } from '../../../test/choose.ts'
import { createTestStore } from '../../../test/database.ts'
import { createOrg, createTemplate, processInbox, type TestTemplate } from '../../../test/factories.ts'
import { MAIN } from '../../../test/main.ts'
import { useServer } from '../../../test/scene.ts'
import type { Flags } from '../../commands/command.ts'
import { COMMANDS } from '../../commands/commands.ts'
import { readConfig } from '../../config.ts'
import { createRandom } from '../../core/stats/draw/random.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { createId } from '../../lib/id.ts'
import { ensurePartitions } from '../../runtime/db/partitions.ts'
import { TEMPLATES } from '../demo/world.ts'
import { readEvaluateFlags } from './flags.ts'
import { describeEvaluation } from './text.ts'

const NOW = new Date('2026-03-20T12:00:00Z')
const BEGIN = NOW.getTime() - 48 * HOUR_MS

const server = useServer()
beforeAll(async () => {
  server.setNow(NOW)
  await ensurePartitions(server.services.db, NOW)
  await createOrg(server, 'acme')
})

const evaluated = (template: string, body: object) =>
  server.call('POST', `/api/v1/orgs/acme/templates/${template}/evaluate`, body)

interface World {
  /** Probability of each variant that the logging policy had, for this decision. */
  readonly logging: (at: number, isYoung: boolean) => readonly number[]
  /** Chance of an outcome. */
  readonly rate: (variant: number, isYoung: boolean) => number
  readonly controlShare: (at: number) => number
  /** Minor units, for revenue. */
  readonly amount?: number
}

/** Stores a log as serving and attribution would have left it. */
async function store(template: TestTemplate, decisions: number, world: World, seed: string): Promise<void> {
  const random = createRandom('evaluate', seed)
  const rows = Array.from({ length: decisions }, (_, at) => {
    const isYoung = random() < 0.5
    const share = world.controlShare(at)
    const isControl = random() < share
    const logging = world.logging(at, isYoung)
    const unit = random()
    const variant = choose(logging, unit).index
    const decidedAt = new Date(BEGIN + at)
    return {
      id: createId(decidedAt.getTime()),
      decided_at: decidedAt.toISOString(),
      ...(isControl
        ? { variant_id: template.controlId, arm: 'control', reason: 'control-split', propensity: share }
        : {
            ...{ variant_id: template.variantIds[variant], arm: 'treatment', reason: 'bandit' },
            propensity: (logging[variant] ?? 0) * (1 - share),
          }),
      attrs: { age: [isYoung ? 'young' : 'old'] },
      succeeded: random() < (isControl ? 0.1 : world.rate(variant, isYoung)),
    }
  })
  const org = server.services.catalog.known('acme')?.id
  for (let at = 0; at < rows.length; at += 5_000)
    await server.services.db.query({
      text: `with given as (select * from jsonb_to_recordset($3::jsonb) as given (id uuid, decided_at timestamptz, variant_id uuid, arm text, reason text, propensity float8, attrs jsonb, succeeded boolean)),
          stored as (insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason, propensity, model_version, attrs)
            select $1, id, decided_at, $2, variant_id, arm, true, reason, propensity, 0, attrs from given)
        insert into messages (org_id, decision_id, decided_at, template_id, variant_id, arm, delivered, opened, machine_opened, clicked, machine_clicked, converted, unsubscribed, bounced, complained, revenue)
        select $1, id, decided_at, $2, variant_id, arm, false, false, false, succeeded, false, succeeded, false, false, false,
          case when $4::int > 0 then jsonb_build_object('USD', jsonb_build_object('amount', $4, 'orders', 1)) else '{}' end from given where succeeded`,
      values: [org, template.id, JSON.stringify(rows.slice(at, at + 5_000)), world.amount ?? 0],
    })
}

// What is a good wording for the young is a bad one for the old.
const RATES = [
  [0.1, 0.4],
  [0.3, 0.2],
  [0.25, 0.25],
] as const
const rate = (variant: number, isYoung: boolean) => RATES[variant]?.[isYoung ? 0 : 1] ?? 0
const TRUTH = RATES.map(([young, old]) => (young + old) / 2)
const UNEVEN: World = {
  // The logging policy looks at the person, so plain means of the log are wrong.
  logging: (_at, isYoung) => (isYoung ? [0.7, 0.1, 0.2] : [0.2, 0.7, 0.1]),
  rate,
  controlShare: () => 0.1,
}

describe('a policy on the log', () => {
  let uneven: TestTemplate
  beforeAll(async () => {
    uneven = await createTemplate(server, 'acme', 'uneven', {}, 3)
    await store(uneven, 20_000, UNEVEN, 'uneven')
  })

  it('earns what it would have earned: each variant alone', async () => {
    for (const [at, truth] of TRUTH.entries()) {
      const { status, body } = await evaluated('uneven', { policy: `variant:${uneven.variantIds[at]}` })
      expect({ status, ok: body.ok, reason: body.reason }).toEqual({ status: 200, ok: true, reason: null })
      for (const name of ['inverse_propensity', 'self_normalised', 'doubly_robust'])
        expect(Math.abs(body[name].estimate - truth)).toBeLessThan(3.5 * body[name].standard_error)
      expect(body.policy).toMatchObject({ epsilon: 0, shares: { [uneven.variantIds[at] ?? '']: 1 } })
    }
    // And the log does not: the mean of those who got the second variant is far from its rate.
    const { body } = await evaluated('uneven', { policy: 'fixed' })
    expect(body.decisions).toBeGreaterThan(17_500)
    expect(body.decisions).toBeLessThan(18_500)
    const even = (TRUTH.reduce((sum, each) => sum + each, 0) / 3) as number
    expect(Math.abs(body.doubly_robust.estimate - even)).toBeLessThan(3.5 * body.doubly_robust.standard_error)
    expect(body.logged.interval[1]).toBeLessThan(even)
    expect(body.gain.interval[0]).toBeGreaterThan(0)
    const text = describeEvaluation(body, id => `number ${uneven.variantIds.indexOf(id) + 1}`)
    expect(text).toMatch(/doubly robust +\d+\.\d{3} % +\d+\.\d{3} % to \d+\.\d{3} %/)
    expect(text).toContain('33.3 %  number 1')
    expect(body.gain.standard_error).toBeLessThan(body.doubly_robust.standard_error * 2)
  })

  it('says which messages have not matured', async () => {
    server.setNow(new Date(BEGIN + 12 * HOUR_MS))
    const early = await evaluated('uneven', { policy: 'fixed' })
    expect(early.body).toMatchObject({
      ...{ ok: false, decisions: 0, maturing: { messages: 20_000 } },
      reason: expect.stringContaining('No message of this period has matured'),
    })
    // The log has a message a millisecond.
    server.setNow(new Date(BEGIN + 15_000 + 24 * HOUR_MS))
    const half = await evaluated('uneven', { policy: 'fixed' })
    server.setNow(NOW)
    expect(half.body.maturing).toEqual({ since: new Date(BEGIN + 15_000).toISOString(), messages: 5_000 })
    expect(half.body.notes[0]).toContain('5,000 messages since')
    expect(half.body.notes[0]).toContain('have not matured')
    expect((await evaluated('uneven', { policy: 'fixed' })).body).toMatchObject({ maturing: { messages: 0 } })
  })

  it('takes weights that are given, by eligible variant', async () => {
    const [first = '', second = ''] = uneven.variantIds
    const { body } = await evaluated('uneven', {
      policy: 'manual',
      epsilon: 0,
      weights: { [first]: 3, [second]: 1 },
    })
    const truth = 0.75 * (TRUTH[0] ?? 0) + 0.25 * (TRUTH[1] ?? 0)
    expect(Math.abs(body.doubly_robust.estimate - truth)).toBeLessThan(
      3.5 * body.doubly_robust.standard_error,
    )
    expect(body.policy.shares[first]).toBeCloseTo(0.75, 3)
  })

  it('is trained on what came before, where it learns', async () => {
    const template = await createTemplate(server, 'acme', 'learnt', { epsilon: 0.3 })
    const world = {
      logging: () => [0.5, 0.5],
      rate: (variant: number) => [0.1, 0.2][variant] ?? 0,
      controlShare: () => 0.2,
    }
    await store(template, 8_000, world, 'learnt')
    const { body } = await evaluated('learnt', { policy: 'adaptive', epsilon: 0.02 })
    expect(body.policy.trained_on).toBeGreaterThan(3_000)
    expect(Math.abs(body.policy.trained_on - body.decisions)).toBeLessThanOrEqual(1)
    expect(Date.parse(body.period.from)).toBeGreaterThan(BEGIN + 3_800)
    // Surely the better one by now, besides the floor: 0.99 · 0.2 + 0.01 · 0.1.
    expect(body.policy.shares[template.variantIds[1] ?? '']).toBeCloseTo(0.99, 2)
    expect(Math.abs(body.doubly_robust.estimate - 0.199)).toBeLessThan(
      3.5 * body.doubly_robust.standard_error,
    )
    expect(body.notes[0]).toContain('trained on the first half')
    const wide = await evaluated('learnt', { policy: 'adaptive' })
    expect(wide.body.policy).toMatchObject({ epsilon: 0.3 })
  })

  it('knows of a control share that was changed on the way', async () => {
    const template = await createTemplate(server, 'acme', 'changed')
    // The rates change together with the share, so wrong weights would show.
    const world = {
      logging: () => [0.5, 0.5],
      rate: () => 0.2,
      controlShare: (at: number) => (at < 4_000 ? 0.6 : 0.1),
    }
    await store(template, 8_000, world, 'changed')
    const { body } = await evaluated('changed', { policy: 'fixed' })
    // All weights are one, whatever the share was: each message counts as one of its own.
    expect(body.effective_sample_size / body.decisions).toBeGreaterThan(0.995)
    expect(body.self_normalised.estimate).toBeCloseTo(body.logged.estimate, 2)
  })

  it('is answered with a reason when the log is not sufficient', async () => {
    const template = await createTemplate(server, 'acme', 'rare')
    await store(template, 3_000, { ...UNEVEN, logging: () => [0.98, 0.02] }, 'rare')
    const { status, body } = await evaluated('rare', { policy: `variant:${template.variantIds[1]}` })
    expect(status).toBe(200)
    expect(body).toMatchObject({ ok: false, doubly_robust: null, logged: null })
    expect(body.effective_sample_size).toBeLessThan(200)
    expect(body.reason).toContain('200 are needed')
    const none = await evaluated('rare', { policy: 'fixed', to: '2020-01-01' })
    expect(none.body).toMatchObject({ ok: false, decisions: 0, period: { from: null } })
  })

  it('counts revenue in units, of messages whose window has closed', async () => {
    const template = await createTemplate(server, 'acme', 'shop', {
      key_metric: 'revenue',
      attribution: { offset_days: 0, lookback_days: 1 },
    })
    const world = {
      logging: () => [0.5, 0.5],
      rate: (variant: number) => [0.1, 0.3][variant] ?? 0,
      controlShare: () => 0,
    }
    await store(template, 4_000, { ...world, amount: 2500 }, 'shop')
    const { body } = await evaluated('shop', { policy: `variant:${template.variantIds[1]}` })
    expect(body).toMatchObject({ ok: true, metric: 'revenue', currency: 'USD' })
    expect(Math.abs(body.doubly_robust.estimate - 7.5)).toBeLessThan(3.5 * body.doubly_robust.standard_error)
    await server.call('PATCH', '/api/v1/orgs/acme/templates/shop', { attribution: { lookback_days: 3 } })
    expect((await evaluated('shop', { policy: 'fixed' })).body.decisions).toBe(0)
  })

  it('reports the mistakes in a request', async () => {
    const wrong = async (body: object, field: string, status = 422) => {
      const reply = await evaluated('uneven', body)
      expect(reply).toMatchObject({ status, body: { errors: [{ field }] } })
      return reply.body.detail as string
    }
    expect(await wrong({ policy: 'best' }, '/policy')).toContain(
      'epsilon_greedy, fixed, manual, or variant:<id>',
    )
    await wrong({ policy: 'variant:nobody' }, '/policy')
    await wrong({ policy: `variant:${uneven.controlId}` }, '/policy')
    await wrong({ policy: 'manual' }, '/weights')
    await wrong({ policy: 'manual', weights: { nobody: 1 } }, '/weights')
    await wrong({ policy: 'fixed', weights: {} }, '/weights')
    await wrong({ policy: 'fixed', from: 'yesterday' }, '/from', 400)
    await wrong({ policy: 'fixed', epsilon: 2 }, '/epsilon', 400)
    expect((await evaluated('nobody', { policy: 'fixed' })).status).toBe(404)
  })
})

it('evaluates the data of serving and ingest', async () => {
  const template = await createTemplate(server, 'acme', 'served', {
    epsilon: 1,
    split: { control_share: 0.2 },
  })
  const chosen: string[] = []
  const decisions: string[] = []
  for (let at = 0; at < 700; at++) {
    const { body } = await server.call('POST', '/api/generate/acme', {
      template_id: 'served',
      user_id: `u${at}`,
      tracking_id: `t${at}`,
    })
    chosen.push(body.copy.id)
    decisions.push(body.decision_id)
  }
  const [good] = template.variantIds
  const clicked = chosen.flatMap((id, at) => (id === good && at % 3 === 0 ? [at] : []))
  for (const at of clicked)
    await server.call('POST', '/api/webhook/events/acme', {
      type: 'click',
      tracking_id: `t${at}`,
      occurred_at: NOW.toISOString(),
    })
  await processInbox(server)
  server.setNow(new Date(NOW.getTime() + 25 * HOUR_MS))
  const { body } = await evaluated('served', { policy: `variant:${good}` })
  const given = chosen.filter(id => id === good).length
  // Before anybody was given the variant, the log says nothing of it.
  const inOrder = [...chosen.keys()]
    .sort((a, b) => ((decisions[a] ?? '') < (decisions[b] ?? '') ? -1 : 1))
    .map(at => chosen[at])
  const treated = inOrder.slice(inOrder.indexOf(good)).filter(id => id !== template.controlId)
  expect(body).toMatchObject({ ok: true, decisions: treated.length })
  expect(body.self_normalised.estimate).toBeCloseTo(clicked.length / given, 9)
  expect(body.effective_sample_size).toBeCloseTo(given, 6)
  server.setNow(NOW)
})

describe('on the command line', () => {
  it('reads flags, and says which is wrong', () => {
    expect(readEvaluateFlags({ policy: 'manual', weights: 'a=0.7, b=.3', epsilon: '0' })).toEqual({
      policy: 'manual',
      weights: { a: 0.7, b: 0.3 },
      epsilon: 0,
    })
    expect(() => readEvaluateFlags({})).toThrow('--policy')
    expect(() => readEvaluateFlags({ policy: 'manual', weights: 'a:1' })).toThrow('--weights')
    expect(() => readEvaluateFlags({ policy: 'fixed', epsilon: '2%' })).toThrow('--epsilon')
  })

  it('answers from a store that no server has open', async () => {
    const own = await createTestStore()
    const env = {
      PATH: process.env['PATH'],
      DATABASE_URL: own.databaseUrl,
      PARLEY_DATA_DIR: own.dataDir,
      PARLEY_ADMIN_KEY: ADMIN_KEY,
    }
    const printed: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation(line => printed.push(String(line)))
    const parley = async (command: string, flags: Flags) => {
      await COMMANDS[command]?.run(readConfig(env), flags, [])
      return printed.splice(0).join('\n')
    }
    try {
      await parley('seed', { org: 'demo' })
      const about = { org: 'demo', template: TEMPLATES[0]?.id ?? '' }
      const text = await parley('evaluate', { ...about, policy: 'fixed' })
      expect(text).toContain('fixed on 0 messages')
      expect(text).toContain('No answer. The 0 decisions are worth 0')
      const json = await parley('evaluate', { ...about, policy: 'adaptive', json: true })
      expect(JSON.parse(json)).toMatchObject({ ok: false, decisions: 0, policy: { name: 'adaptive' } })
    } finally {
      log.mockRestore()
    }
    // As a process, with what it prints and how it ends.
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args], { env })
    await expect(
      run('evaluate', '--org', 'demo', '--template', 'nothing', '--policy', 'fixed'),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('There is no template "nothing"') })
    await expect(run('evaluate', '--policy', 'fixed')).rejects.toMatchObject({
      stderr: expect.stringContaining('--org acme --template welcome'),
    })
    await own.remove()
  })
})
