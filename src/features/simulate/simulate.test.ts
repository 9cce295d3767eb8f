import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createOrg, createTemplate } from '../../../test/factories.ts'
import { MAIN } from '../../../test/main.ts'
import { useServer } from '../../../test/scene.ts'
import { thompson } from '../../core/bandit/thompson.ts'
import { createQueue } from '../../runtime/http/one-at-a-time.ts'
import { readFlags } from './flags.ts'
import { plot } from './plot.ts'
import { simulate } from './simulate.ts'
import { describeSimulation } from './text.ts'

const run = promisify(execFile)

const SMALL = { messages_per_day: 4000, base_rate: 0.05, variants: 3, horizon_days: 30, worlds: 10 }

describe('over HTTP', () => {
  const server = useServer()
  beforeAll(async () => {
    await createOrg(server, 'acme')
  })
  const simulated = (body: object) => server.call('POST', '/api/v1/orgs/acme/simulate', body)

  it('says how long it takes and what learning brings, the same for the same seed', async () => {
    const { status, body } = await simulated({ ...SMALL, offset_days: 0, lookback_days: 3, lift: 0.4 })
    expect(status).toBe(200)
    expect(body.plan).toMatchObject({ ...SMALL, control_share: 0.1, mean_delay_days: 1, seed: 'plan' })
    // Two days of sending after the window has closed are the least that any verdict takes.
    expect(body.verdict.days.median).toBeGreaterThan(3)
    expect(body.verdict.decided).toBeGreaterThan(0.5)
    expect(body.gain.mean).toBeGreaterThan(0)
    expect(body.successes.bandit - body.successes.even_split).toBeCloseTo(body.gain.mean, 6)
    expect(body.by_day).toHaveLength(30)
    const again = await simulated({ ...SMALL, offset_days: 0, lookback_days: 3, lift: 0.4 })
    expect(again.body).toEqual(body)
    const other = await simulated({ ...SMALL, offset_days: 0, lookback_days: 3, lift: 0.4, seed: 'b' })
    expect(other.body.gain.mean).not.toBe(body.gain.mean)
  })

  it('takes what is not given from a template', async () => {
    await createTemplate(server, 'acme', 'welcome', {
      key_metric: 'conversion_rate',
      split: { control_share: 0.2 },
      attribution: { offset_days: 1, lookback_days: 7 },
    })
    const refused = await simulated({ template_id: 'welcome', worlds: 10 })
    expect(refused.status).toBe(422)
    expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/messages_per_day',
      '/base_rate',
    ])
    const org = server.services.catalog.known('acme')
    const hour = new Date(Date.now() - 10 * 86_400_000)
    await server.services.db.query({
      text: `insert into variant_counts (org_id, template_id, variant_id, arm, hour, decisions, conversions)
             values ($1, 'welcome', gen_random_uuid(), 'control', date_trunc('hour', $2::timestamptz), 2000, 60),
                    ($1, 'welcome', gen_random_uuid(), 'treatment', date_trunc('hour', $2::timestamptz), 8000, 400)`,
      values: [org?.id, hour],
    })
    const { status, body } = await simulated({ template_id: 'welcome', worlds: 10, horizon_days: 20 })
    expect(status).toBe(200)
    const expected = { offset_days: 1, lookback_days: 7, control_share: 0.2, variants: 2, base_rate: 0.03 }
    expect(body.plan).toMatchObject(expected)
    expect(body.plan.messages_per_day).toBeGreaterThan(980)
    expect(body.plan.messages_per_day).toBeLessThanOrEqual(1000)
    expect((await simulated({ template_id: 'nobody' })).body.code).toBe('template-not-found')
  })

  it('refuses what would take too long, and what makes no sense, by name', async () => {
    const large = await simulated({ ...SMALL, variants: 20, horizon_days: 365 })
    expect(large).toMatchObject({ status: 422, body: { errors: [{ field: '/worlds' }] } })
    expect(large.body.detail).toContain('12000')
    const window = await simulated({ ...SMALL, offset_days: 5, lookback_days: 2 })
    expect(window).toMatchObject({ status: 422, body: { errors: [{ field: '/lookback_days' }] } })
    const rate = await simulated({ ...SMALL, base_rate: 2 })
    expect(rate).toMatchObject({ status: 400, body: { errors: [{ field: '/base_rate' }] } })
    const unknown = await simulated({ ...SMALL, bas_rate: 0.1 })
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ field: '/bas_rate' }] } })
  })
})

describe('the computation', () => {
  it('lets other work run in between', async () => {
    let turns = 0
    let done = false
    const turn = () => {
      turns++
      if (!done) setImmediate(turn)
    }
    setImmediate(turn)
    // Each look at the clock takes a millisecond: a slice of 5 ms is six looks, whatever the machine does.
    let looks = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => looks++)
    await simulate(readFlags(FLAGS), thompson).finally(() => clock.mockRestore())
    done = true
    // A step is at most a day of one world.
    expect(looks).toBeGreaterThan(10 * 30)
    expect(turns).toBeGreaterThan(looks / 8)
  })

  it('is one at a time, with few that wait', async () => {
    const queue = createQueue(1)
    const order: string[] = []
    const slow = queue(async () => {
      await new Promise(resolve => setTimeout(resolve, 20))
      order.push('first')
    })
    const second = queue(async () => void order.push('second'))
    await expect(queue(async () => {})).rejects.toThrow('Try again')
    await Promise.all([slow, second])
    expect(order).toEqual(['first', 'second'])
    await expect(queue(async () => 'free again')).resolves.toBe('free again')
  })

  it('rest for as long as they took, without delaying their answer', async () => {
    vi.useFakeTimers()
    try {
      const queue = createQueue(1, { rest: 2 })
      const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
      const ended: string[] = []
      const first = queue(() => pause(50)).then(() => ended.push('first'))
      const second = queue(() => pause(10)).then(() => ended.push('second'))
      await vi.advanceTimersByTimeAsync(50)
      expect(ended).toEqual(['first'])
      await vi.advanceTimersByTimeAsync(105)
      expect(ended).toEqual(['first'])
      await vi.advanceTimersByTimeAsync(5)
      expect(ended).toEqual(['first', 'second'])
      await Promise.all([first, second])
    } finally {
      vi.useRealTimers()
    }
  })

  it('say when to try again', async () => {
    const queue = createQueue(0)
    const running = queue(async () => {})
    await expect(queue(async () => {})).rejects.toMatchObject({ retryAfterSeconds: 2 })
    await running
  })
})

const FLAGS = {
  'messages-per-day': '4000',
  'base-rate': '5%',
  variants: '3',
  'horizon-days': '30',
  worlds: '10',
}

describe('on the command line', () => {
  it('reads shares as percentages or fractions, and names every flag that is wrong', () => {
    expect(readFlags(FLAGS)).toMatchObject({ messages_per_day: 4000, base_rate: 0.05, spread: 0.25 })
    expect(readFlags({ ...FLAGS, 'base-rate': '0.05', lift: '-10%' })).toMatchObject({
      base_rate: 0.05,
      lift: -0.1,
    })
    const wrong = () => readFlags({ ...FLAGS, 'base-rate': '5', variants: '2.5', worlds: '1e3' })
    for (const flag of ['--base-rate', '--variants', '--worlds']) expect(wrong).toThrow(flag)
    expect(() => readFlags({ ...FLAGS, variants: '5%' })).toThrow('--variants must be a whole number')
    expect(() => readFlags({})).toThrow('--base-rate is needed')
  })

  it('needs no database, and prints text or JSON', async () => {
    const args = Object.entries(FLAGS).map(([flag, value]) => `--${flag}=${value}`)
    const env = { PATH: process.env['PATH'], PARLEY_DATA_DIR: '/nowhere/at/all' }
    const text = (await run(process.execPath, [MAIN, 'simulate', ...args], { env })).stdout
    expect(text).toContain('4,000 messages a day, 5 % of them successful, 3 variants')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(text).not.toMatch(/[\u001b█│]/)
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(8)
          .map(line => line.length),
      ),
    ).toBeLessThanOrEqual(78)
    const json = JSON.parse(
      (await run(process.execPath, [MAIN, 'simulate', '--json', ...args], { env })).stdout,
    )
    expect(json).toMatchObject({ plan: { variants: 3 }, by_day: { length: 30 } })
    const wrong = run(process.execPath, [MAIN, 'simulate', '--variants', 'many'], { env })
    await expect(wrong).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--variants must be'),
    })
  })

  it('reports that there is hardly ever a verdict', async () => {
    const quiet = { ...FLAGS, 'messages-per-day': '50', 'base-rate': '1%' }
    const found = await simulate(readFlags(quiet), thompson)
    expect(found.verdict.days.median).toBeNull()
    expect(describeSimulation(found, { width: 60, isFancy: true })).toContain('hardly ever within 30 days')
  })
})

describe('the plot', () => {
  it('is as wide as there is room, with the last value of each stretch', () => {
    const rising = Array.from({ length: 365 }, (_, day) => day)
    const lines = plot('t', rising, String, { width: 50, isFancy: true }).split('\n')
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(50)
    expect(lines[1]).toContain('364')
    expect(lines.at(-3)).toMatch(/█/)
    const flat = plot('t', [0, 0, 0], String, { width: 40, isFancy: false })
    expect(flat).not.toContain('#')
    expect(plot('t', [1, 1], String, { width: 40, isFancy: false }).split('\n')[1]).toMatch(/\|#{28}$/)
  })
})
