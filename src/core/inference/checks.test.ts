import { describe, expect, it } from 'vitest'
import { drawBinomial } from '../stats/draw/draw-binomial.ts'
import { createRandom } from '../stats/draw/random.ts'
import { type Gate, type Leader, matured, readyToShip } from './gates.ts'
import { compareGroups } from './lift.ts'
import { messagesToTellApart, type RecommendInput, recommend } from './recommend.ts'
import { checkShares } from './share-check.ts'
import { addOffered, NOTHING_OFFERED, offeredSums } from './sums.ts'

describe('the check of shares', () => {
  /** Weights that move every hour; `bend` makes the first variant come up more often than it should. */
  function play(hours: number, bend: number, seed: string) {
    const random = createRandom('shares', seed)
    const counts = [0, 0]
    const offered = [NOTHING_OFFERED, NOTHING_OFFERED]
    for (let hour = 0; hour < hours; hour++) {
      const first = 0.05 + 0.9 * random()
      for (let message = 0; message < 100; message++) {
        const at = random() < first * bend ? 0 : 1
        counts[at] = (counts[at] ?? 0) + 1
      }
      for (const [at, share] of [first, 1 - first].entries())
        offered[at] = addOffered(offered[at] ?? NOTHING_OFFERED, offeredSums(share, 100))
    }
    return checkShares(
      offered.map((sums, at) => ({ id: at === 0 ? 'first' : 'second', chosen: counts[at] ?? 0, ...sums })),
    )
  }

  it('accepts traffic that follows changing weights', () => {
    expect(Array.from({ length: 100 }, (_, seed) => play(50, 1, String(seed)).ok)).not.toContain(false)
  })

  it('detects a variant that is chosen a tenth too seldom, and names it', () => {
    const found = play(200, 0.9, 'bent')
    expect(found.ok).toBe(false)
    expect(found.probability).toBeLessThan(0.001)
    expect(found.oddest?.expected).toBeGreaterThan(0)
  })

  it('gives no alarm without decisions', () => {
    expect(checkShares([])).toEqual({ ok: true, probability: 1, oddest: undefined })
  })
})

const gate = (name: Gate['name'], ok: boolean): Gate => ({
  ...{ name, ok, detail: `${name} is ${ok}` },
  ...{ have: null, need: null, unit: 'messages', fix: null },
})

describe('the gate to shipping', () => {
  const sure = { isBetter: true, isWorse: false, valueRemaining: 0.2, rival: undefined }
  const leader = (chanceToBeBest: number, lift?: Leader['lift']): Leader => ({
    name: 'Warm',
    chanceToBeBest,
    lift,
  })
  const open = [gate('enough-messages', true)]

  it('opens for a certain leader, or if little is left to gain', () => {
    expect(readyToShip(open, { ...sure, leader: leader(0.96) }).ok).toBe(true)
    expect(readyToShip(open, { ...sure, leader: leader(0.6) })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('20.0 %'),
    })
    expect(readyToShip(open, { ...sure, leader: leader(0.6), valueRemaining: 0.005 }).ok).toBe(true)
  })

  it('says by how much the leader itself beats control, with ends rounded away from the middle', () => {
    const own = { size: 0.1234, interval: [0.0411, 0.2091] } as const
    expect(readyToShip(open, { ...sure, leader: leader(0.96, own) }).detail).toBe(
      '“Warm” beats control by 12.3 % (4.1 to 21.0 %), and it is the best of all, control included, with a chance of 96.0 %.',
    )
    expect(readyToShip(open, { ...sure, leader: leader(0.96) }).detail).toBe(
      'The new wordings as a whole beat control, and “Warm” is the best of them with a chance of 96.0 %.',
    )
  })

  it('opens for a leader that beats control although the others hold treatment down', () => {
    const own = { size: 0.1, interval: [0.02, 0.19] } as const
    const whole = { ...sure, isBetter: false, isWorse: true }
    expect(readyToShip(open, { ...whole, leader: leader(0.96, own) }).ok).toBe(true)
    expect(readyToShip(open, { ...whole, leader: leader(0.96) }).detail).toContain('worse than control')
  })

  it('names the gates that are closed', () => {
    const closed = [gate('matured', false), gate('tracking-alive', false)]
    const { ok, detail } = readyToShip(closed, { ...sure, leader: leader(0.99) })
    expect(ok).toBe(false)
    expect(detail).toContain('matured, tracking-alive')
  })

  it('waits for maturity only if the metric has a window', () => {
    expect(matured({ messages: 1000, mature: 0 }, undefined, false).ok).toBe(true)
    expect(matured({ messages: 1000, mature: 499 }, 14, true).ok).toBe(false)
    expect(matured({ messages: 1000, mature: 500 }, 14, true).ok).toBe(true)
  })
})

describe('recommendations', () => {
  const standing = (id: string, estimate: number, high: number, chanceToBeBest: number, messages = 5000) => ({
    id,
    name: id,
    messages,
    estimate,
    interval: [estimate / 2, high] as const,
    chanceToBeBest,
  })
  const input = (given: Partial<RecommendInput>): RecommendInput => ({
    better: 'higher',
    variants: [standing('warm', 0.06, 0.07, 0.97), standing('short', 0.04, 0.05, 0.001)],
    gates: [gate('tracking-alive', true), gate('ready-to-ship', false)],
    segments: [],
    recent: { messages: 0, reactions: 0, usualRate: undefined },
    messagesPerDay: 5000,
    baseRate: 0.05,
    ...given,
  })
  const kinds = (given: Partial<RecommendInput>) =>
    recommend(input(given)).map(({ kind, subject }) => [kind, subject])

  it('archive a variant that cannot catch up, with the reason', () => {
    expect(recommend(input({}))).toEqual([
      expect.objectContaining({
        kind: 'archive',
        subject: 'short',
        reason: expect.stringContaining('5,000 messages'),
      }),
    ])
    expect(
      kinds({ variants: [standing('warm', 0.06, 0.07, 0.99), standing('new', 0.04, 0.05, 0.001, 90)] }),
    ).toEqual([])
    expect(
      kinds({ variants: [standing('warm', 0.06, 0.07, 0.99), standing('wide', 0.04, 0.065, 0.005)] }),
    ).toEqual([])
  })

  it('ship the leader only through the gate', () => {
    const gates = [gate('tracking-alive', true), gate('ready-to-ship', true)]
    expect(kinds({ gates })).toContainEqual(['ship', 'warm'])
    expect(kinds({})).not.toContainEqual(['ship', 'warm'])
  })

  it('ask for fewer variants if the traffic is too small for them', () => {
    const many = Array.from({ length: 30 }, (_, at) => standing(`v${at}`, 0.01, 0.05, 0.03))
    expect(kinds({ variants: many, messagesPerDay: 300, baseRate: 0.01 })).toEqual([
      ['too-many-variants', undefined],
    ])
    expect(kinds({ variants: many, messagesPerDay: 300_000, baseRate: 0.01 })).toEqual([])
  })

  it('ask for variants if a segment has hardly any', () => {
    const segments = [
      { name: 'plan: free', share: 0.4, variants: 1 },
      { name: 'plan: pro', share: 0.05, variants: 0 },
      { name: 'plan: team', share: 0.55, variants: 3 },
    ]
    expect(kinds({ segments })).toContainEqual(['add-variants', 'plan: free'])
    expect(kinds({ segments })).toHaveLength(2)
  })

  it('say nothing else while tracking looks broken', () => {
    const gates = [gate('tracking-alive', false), gate('ready-to-ship', true)]
    expect(kinds({ gates })).toEqual([['check-tracking', undefined]])
    expect(kinds({ recent: { messages: 1000, reactions: 3, usualRate: 0.2 } })).toEqual([
      ['check-tracking', undefined],
    ])
    expect(kinds({ recent: { messages: 1000, reactions: 90, usualRate: 0.2 } })).not.toContainEqual([
      'check-tracking',
      undefined,
    ])
  })

  it('compute the messages that a difference needs', () => {
    // A fixed test at 1.96 would need 2 · 0.95 · (1.96 + 0.84)² / (0.05 · 0.0625) = 4772.
    expect(messagesToTellApart(0.05, 0.25)).toBe(9237)
    expect(messagesToTellApart(0.02, 0.25)).toBe(25_023)
  })

  it('detect it by then with a probability of about 80 %', () => {
    const random = createRandom('power')
    const messages = messagesToTellApart(0.05, 0.25)
    const draw = (rate: number) => {
      const total = drawBinomial(messages, rate, random)
      return { messages, total, squares: total }
    }
    const lives = 1000
    let found = 0
    for (let life = 0; life < lives; life++)
      if (compareGroups(draw(0.05), draw(0.0625), { kind: 'rate' })?.direction === 'higher') found++
    // The variance of the better one is larger, so the power is a little lower.
    expect(Math.abs(found / lives - 0.77)).toBeLessThan(0.05)
  })
})
