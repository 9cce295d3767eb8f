import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bar, meanBars, realBars, verdictOf, worldBars } from './bars.ts'
import { groupsOf } from './groups.ts'
import { plainThompson, uniform } from './players.ts'
import { halfWidthOf, meanPercentOf, percentOf } from './report.ts'
import { playable, type Result, seedsOf, TUNING_SEEDS } from './run.ts'
import { type BanditWorld, type Known, live, type Player } from './world.ts'
import { blastGames, delayedGames, driftGames, promptGames } from './worlds.ts'

const DAY = 86_400_000
const RATES = [0.1, 0.3, 0.2]
const world: BanditWorld = {
  ticks: 20,
  tickMs: DAY,
  sendsPerTick: 500,
  refreshTicks: 1,
  variants: RATES.map(() => ({ joinsAtTick: 0 })),
  rateAt: variant => RATES[variant] ?? 0,
}
const delayed: BanditWorld = {
  ...world,
  delay: { window: { offsetMs: DAY, untilMs: 5 * DAY }, drawMs: random => (1 + 4 * random()) * DAY },
}
const always = (variant: number): Player => ({
  weights: ({ live: known }) => known.map(each => (each === variant ? 1 : 0)),
})
const result = (game: string, losses: Record<string, readonly number[]>): Result => ({
  game,
  losses: new Map(Object.entries(losses)),
  seconds: new Map(),
})

/** What a player was told at every look. */
function told(of: BanditWorld, seed: number, player: Player): readonly Known[] {
  const heard: Known[] = []
  live(of, seed, {
    weights(known) {
      heard.push(structuredClone(known))
      return player.weights(known)
    },
  })
  return heard
}

describe('a world', () => {
  it('has no loss for the policy that always sends the best, and the difference of the rates for all others', () => {
    expect(live(world, 1, always(1))).toBe(0)
    expect(live(world, 1, always(0))).toBeCloseTo(10_000 * 0.2, 6)
    const middle = live(world, 1, uniform.start('1'))
    // Each third of 10,000 messages loses 0.2, nothing, or 0.1, give or take five standard errors.
    expect(Math.abs(middle - 1000)).toBeLessThan(5 * Math.sqrt(10_000 * 0.0067))
  })

  it('has the same luck for everybody, and another with another seed', () => {
    for (const each of [world, delayed]) {
      const successes = (seed: number) => told(each, seed, always(1)).map(known => [...known.successes])
      expect(successes(5)).toEqual(successes(5))
      expect(successes(6)).not.toEqual(successes(5))
      // The same people answer a better wording who answer a worse one: never fewer of them at any time.
      const better = successes(5).map(([, many = 0]) => many)
      const worse = told(each, 5, always(0)).map(({ successes: [few = 0] }) => few)
      expect(worse.every((few, at) => few <= (better[at] ?? 0))).toBe(true)
    }
  })

  it('tells of a success when it is due, and during an outage of none', () => {
    const silent = { ...delayed, outage: { fromTick: 8, untilTick: 12 } }
    const [usual, late] = [told(delayed, 3, always(1)), told(silent, 3, always(1))]
    const heard = (looks: readonly Known[], at: number) => looks[at]?.successes[1] ?? 0
    expect(heard(usual, 1)).toBe(0)
    expect(heard(usual, 9)).toBeGreaterThan(heard(usual, 8))
    expect(heard(late, 12)).toBe(heard(late, 8))
    expect(late[12]?.completeUntilMs).toBe(8 * DAY)
    expect(heard(late, 13)).toBe(heard(usual, 13))
  })

  it('lives a variant only from when it joins', () => {
    const joining = { ...world, variants: [0, 0, 5].map(joinsAtTick => ({ joinsAtTick })) }
    expect(told(joining, 1, uniform.start('1')).map(known => known.live.length)).toEqual([
      ...Array(5).fill(2),
      ...Array(15).fill(3),
    ])
  })
})

describe('the games', () => {
  it('are the same for every seed each time, and differ between seeds', () => {
    const games = [...promptGames(), ...driftGames(), ...delayedGames(), ...blastGames()]
    const short = games.filter(({ name }) => ['E2 1e5', 'E7 swap', 'E6 1e5'].includes(name))
    expect(short).toHaveLength(3)
    for (const { play } of short) {
      const lost = (seed: number) => play(seed, plainThompson('Thompson', 0).start(`player ${seed}`))
      expect(lost(1001)).toBe(lost(1001))
      expect(lost(1002)).not.toBe(lost(1001))
    }
  })

  it('never report on the seeds that settings are chosen on', () => {
    expect(seedsOf(TUNING_SEEDS, 100)).toHaveLength(40)
    expect(Math.max(...seedsOf(TUNING_SEEDS, 100))).toBeLessThan(1001)
  })

  it('have names of their own, and an even split to be measured by', () => {
    for (const isFull of [false, true]) {
      const groups = groupsOf({ isFull, isTuning: false, upworthy: undefined, testsMax: 5, peers: undefined })
      const names = groups.flatMap(({ players }) => [...players.keys()])
      expect(new Set(names).size).toBe(names.length)
      for (const { players, judged } of groups) {
        for (const everybody of players.values()) {
          expect(new Set(everybody).size).toBe(everybody.length)
          expect(everybody).toContain('uniform')
          expect(everybody).toContain(judged)
        }
      }
    }
  })

  it('count an even split as a hundred per cent', () => {
    const group = playable<Player>({
      name: 'one',
      games: [{ name: 'only', play: (seed, player) => live(world, seed, player) }],
      contestants: [uniform],
      own: [{ name: 'best', start: () => always(1) }],
    })
    const [even, best] = ['uniform', 'best'].map(name => group.play('only', name, [1, 2, 3]).lost)
    expect(percentOf(even ?? [], even ?? [])).toEqual({ value: 100, halfWidth: 0 })
    expect(percentOf(best ?? [], even ?? [])).toEqual({ value: 0, halfWidth: 0 })
  })

  it('take real headlines from a file, those that can be told apart', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'headlines-')), 'tests.csv')
    const lines = [
      'a,1,0,1000,10',
      'a,1,1,1000,30',
      'b,1,0,500,5',
      'b,1,1,500,5',
      'c,2,0,300,0',
      'c,2,1,300,9',
    ]
    writeFileSync(file, `test_id,week,variant,impressions,clicks\n${lines.join('\n')}\n`)
    const settings = { isFull: false, isTuning: false, upworthy: file, testsMax: 5, peers: undefined }
    const real = groupsOf(settings).find(({ seeds }) => seeds !== undefined)
    expect(real?.seeds).toEqual([0, 1])
    // 300 messages, half of them to the worse of two headlines, at 3 % each.
    const [lost = 0] = real?.play('urns', 'uniform', [1]).lost ?? []
    expect(Math.abs(lost - 4.5)).toBeLessThan(5 * 0.03 * Math.sqrt(300 / 4))
  })
})

describe('a figure', () => {
  it("has Student's interval, as wide as tables say", () => {
    // 2.776 standard errors with four degrees of freedom.
    expect(halfWidthOf([1, 2, 3, 4, 5])).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 1)
    expect(halfWidthOf([7])).toBe(Number.POSITIVE_INFINITY)
  })

  it('is a mean of ratios over worlds, as certain as a ratio of one world', () => {
    const losses = { uniform: [10, 12, 8, 11], a: [3, 5, 2, 4], b: [6, 7, 5, 6] }
    const one = meanPercentOf([result('x', losses)], 'a', 'b')
    const ratio = percentOf(losses.a, losses.b)
    expect(one.value).toBeCloseTo(ratio.value, 10)
    expect(one.halfWidth / ratio.halfWidth).toBeCloseTo(1, 1)
    const half = { uniform: [10, 10], a: [1, 1], b: [4, 4] }
    const most = { uniform: [1000, 1000], a: [900, 900], b: [600, 600] }
    expect(meanPercentOf([result('x', half), result('y', most)], 'a', 'b').value).toBeCloseTo(100, 10)
  })
})

describe('a bar', () => {
  const bar = (value: number, halfWidth: number, excuse?: string): Bar => ({
    what: 'it',
    figure: { value, halfWidth },
    atMost: 40,
    ...(excuse !== undefined && { excuse }),
  })

  it('is missed only where its interval says so', () => {
    expect(verdictOf(bar(30, 5))).toBe('holds')
    expect(verdictOf(bar(39, 5))).toBe('holds, not beyond doubt')
    expect(verdictOf(bar(41, 5))).toBe('not beyond doubt')
    expect(verdictOf(bar(50, 5))).toBe('MISSED')
    expect(verdictOf(bar(50, 5, 'for a reason'))).toBe('excused')
  })

  it('is set for delayed worlds, every world, and each published rule on real headlines', () => {
    const losses = {
      uniform: [10, 10.5, 9.5],
      Thompson: [5, 5.1, 4.9],
      'Thompson + 0.1': [6, 6.1, 5.9],
      "GrowthBook's rule": [2, 2.1, 1.9],
      ours: [3, 3.1, 2.9],
    }
    const results = ['E5 cold', 'E6 1e5', 'E1 close'].map(game => result(game, losses))
    const [delayed, withBlasts] = meanBars(results)
    expect(delayed?.what).toContain('mean of 1 delayed worlds')
    expect(delayed && verdictOf(delayed)).toBe('MISSED')
    expect(withBlasts?.what).toContain('mean of 2 delayed worlds and blasts')
    expect(withBlasts && verdictOf(withBlasts)).toBe('excused')
    expect(worldBars([result('E1 close', losses)], 'ours').map(verdictOf)).toEqual(['holds'])
    expect(realBars([result('urns', losses)], 'ours').map(verdictOf)).toEqual(['holds', 'holds', 'MISSED'])
  })
})
