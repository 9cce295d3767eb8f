import { describe, expect, it } from 'vitest'
import { drawBinomial } from '../stats/draw/draw-binomial.ts'
import { createRandom } from '../stats/draw/random.ts'
import { describeDrift, driftOf, type EvenDay } from './drift-alarm.ts'

const RATES = [0.02, 0.022, 0.024, 0.026, 0.028, 0.03]
const LOOKS = 60

interface Life {
  /** Messages of the even share on a day, over all variants. */
  readonly sends: number
  readonly rateAt: (variant: number, day: number) => number
}

/** The first day on which there is an alarm, if there is one within 60 looks. */
function firstAlarm(seed: number, { sends, rateAt }: Life): number | undefined {
  const random = createRandom('drift', String(seed))
  const days: EvenDay[] = []
  for (let day = 0; day < LOOKS; day++) {
    let left = sends
    for (const variant of RATES.keys()) {
      const own = drawBinomial(left, 1 / (RATES.length - variant), random)
      left -= own
      const successes = drawBinomial(own, rateAt(variant, day), random)
      days.push({ day, variantId: `v${variant}`, sends: own, successes })
    }
    if (driftOf(days)?.alarm) return day
  }
  return undefined
}

const alarms = (lives: number, life: Life): readonly number[] =>
  Array.from({ length: lives }, (_, seed) => firstAlarm(seed, life)).filter(day => day !== undefined)

describe('looked at every day for 60 days', () => {
  it('alarms in at most 1 of 20 lives in which nothing changes', () => {
    const lives = 400
    const rateAt = (variant: number) => RATES[variant] ?? 0
    expect(alarms(lives, { sends: 3000, rateAt }).length / lives).toBeLessThanOrEqual(0.05)
  })

  it('does not alarm for good and bad weeks of all variants', () => {
    const lives = 400
    const rateAt = (variant: number, day: number) => (RATES[variant] ?? 0) * (1 + 0.5 * Math.sin(day / 9))
    expect(alarms(lives, { sends: 3000, rateAt }).length / lives).toBeLessThanOrEqual(0.05)
  })

  it('detects that the order of six variants from 2 to 3 % reverses, with 6,000 messages a day', () => {
    const lives = 40
    const rateAt = (variant: number, day: number) =>
      day < 30 ? (RATES[variant] ?? 0) : 0.05 - (RATES[variant] ?? 0)
    const noticed = alarms(lives, { sends: 6000, rateAt }).filter(day => day >= 30)
    expect(noticed.length / lives).toBeGreaterThan(0.9)
    expect(noticed.toSorted((a, b) => a - b)[Math.floor(noticed.length / 2)]).toBeLessThan(42)
  })
})

/** The same every day, from one day to before the other. */
const every = (variantId: string, successes: number, from: number, until: number): readonly EvenDay[] =>
  Array.from({ length: until - from }, (_, at) => ({ day: from + at, variantId, sends: 100, successes }))

describe('a comparison of last week with before', () => {
  const turned = [...every('a', 30, 0, 21), ...every('a', 10, 21, 28), ...every('b', 20, 0, 28)]

  it('names the variant, its shares and how far its rate has moved', () => {
    const drift = driftOf(turned)
    expect(drift).toMatchObject({ alarm: true, variantId: 'a' })
    expect(drift?.recent).toEqual({ successes: 70, ofAll: 210 })
    expect(drift?.before).toEqual({ successes: 630, ofAll: 1050 })
    // From 1.5 times the other to half of it.
    const [low = 0, high = 0] = drift?.interval ?? []
    expect(low).toBeLessThan(1 / 3)
    expect(high).toBeGreaterThan(1 / 3)
    expect(high).toBeLessThan(1)
    expect(drift && describeDrift(drift, id => id.toUpperCase())).toContain('"A" had 33.3 %')
  })

  it('does not depend on the order of the days', () => {
    expect(driftOf(turned.toReversed())).toEqual(driftOf(turned))
  })

  it('does not count a new or a removed variant as a change of the others', () => {
    const steady = [...every('a', 30, 0, 40), ...every('b', 20, 0, 40)]
    const alone = driftOf(steady)
    expect(alone).toMatchObject({ alarm: false, interval: expect.any(Array) })
    expect(driftOf([...steady, ...every('new', 90, 34, 40)])).toEqual(alone)
    expect(driftOf([...steady, ...every('gone', 90, 0, 20)])).toEqual(alone)
    expect(alone && describeDrift(alone, id => id)).toContain('No sign')
  })

  it('says nothing while there is nothing to compare', () => {
    expect(driftOf([])).toBeUndefined()
    expect(driftOf(every('a', 10, 0, 40))).toBeUndefined()
    expect(driftOf([...every('a', 10, 0, 13), ...every('b', 10, 0, 13)])).toBeUndefined()
    expect(driftOf([...every('a', 0, 0, 40), ...every('b', 0, 0, 40)])).toBeUndefined()
  })
})
