import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import { chooseTime } from './choose-time.ts'
import { adjust, exposure, FLAT, type Seen } from './intensity.ts'
import { STRENGTH } from './strength.ts'
import { HOURS_OF_WEEK, hourOfWeek, nextHour, zoneOf } from './zone.ts'

// With and without changes of the clock, by an hour and by half of one, with hours that begin at half past and a quarter to.
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Kathmandu',
]

const zone = fc.constantFrom(...ZONES).map(zoneOf)
const moment = fc
  .date({ min: new Date('2020-01-01Z'), max: new Date('2035-01-01Z'), noInvalidDate: true })
  .map(date => date.getTime())
const rates = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), {
  minLength: HOURS_OF_WEEK,
  maxLength: HOURS_OF_WEEK,
})
const counts = fc.array(fc.tuple(fc.nat(HOURS_OF_WEEK - 1), fc.nat(30)), { maxLength: 30 }).map(pairs => {
  const values = zeros()
  for (const [hour, count] of pairs) values[hour] = count
  return values
})
const seen: fc.Arbitrary<Seen> = fc.record({ sends: counts, responses: counts })

function zeros(): number[] {
  return Array.from({ length: HOURS_OF_WEEK }, () => 0)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const bestOf = (values: readonly number[]) => values.indexOf(Math.max(...values))

describe('chooseTime', () => {
  it('never leaves the stretch of time, and is the first of its hour or of the stretch', () => {
    const draw = fc.option(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    fc.assert(
      fc.property(
        zone,
        moment,
        fc.integer({ min: HOUR_MS, max: 7 * DAY_MS }),
        rates,
        draw,
        (zone, fromMs, lengthMs, rates, draw) => {
          const untilMs = fromMs + lengthMs
          const { atMs } = chooseTime(rates, { zone, fromMs, untilMs, draw })
          expect(atMs).toBeGreaterThanOrEqual(fromMs)
          expect(atMs).toBeLessThanOrEqual(untilMs)
          if (atMs > fromMs) expect((atMs + zone.offsetAt(atMs)) % HOUR_MS).toBe(0)
        },
      ),
    )
  })

  it('finds the best hour that there is', () => {
    fc.assert(
      fc.property(
        zone,
        moment,
        fc.integer({ min: HOUR_MS, max: 7 * DAY_MS }),
        rates,
        (zone, fromMs, lengthMs, rates) => {
          const { atMs } = chooseTime(rates, { zone, fromMs, untilMs: fromMs + lengthMs, draw: null })
          const chosen = rates[hourOfWeek(zone, atMs)] ?? 0
          for (let atMs = fromMs; atMs <= fromMs + lengthMs; atMs += HOUR_MS / 4)
            if ((atMs + zone.offsetAt(atMs)) % HOUR_MS === 0 || atMs === fromMs)
              expect(rates[hourOfWeek(zone, atMs)] ?? 0).toBeLessThanOrEqual(chosen * (1 + 1e-8))
        },
      ),
    )
  })

  it('draws hours in proportion to their rates', () => {
    const rates = zeros()
    // 1970 began on a Thursday.
    rates[72] = 1
    rates[75] = 3
    const at = (draw: number) =>
      chooseTime(rates, { zone: zoneOf('UTC'), fromMs: 0, untilMs: DAY_MS - 1, draw }).atMs / HOUR_MS
    expect([0, 0.24, 0.26, 0.99].map(at)).toEqual([0, 0, 3, 3])
  })
})

describe('the days on which clocks change', () => {
  const berlin = zoneOf('Europe/Berlin')
  const bestAt = (hour: number, from: string, hours = 24) => {
    const rates = FLAT.map((rate, at) => (at % 24 === hour ? 2 : rate))
    const fromMs = Date.parse(from)
    const { atMs } = chooseTime(rates, {
      zone: berlin,
      fromMs,
      untilMs: fromMs + hours * HOUR_MS,
      draw: null,
    })
    return new Date(atMs).toISOString()
  }

  it('keep the local hour', () => {
    expect(bestAt(9, '2026-03-28T12:00:00Z')).toBe('2026-03-29T07:00:00.000Z')
    expect(bestAt(9, '2026-03-27T12:00:00Z')).toBe('2026-03-28T08:00:00.000Z')
    expect(bestAt(9, '2026-10-24T12:00:00Z')).toBe('2026-10-25T08:00:00.000Z')
    expect(bestAt(9, '2026-10-23T12:00:00Z')).toBe('2026-10-24T07:00:00.000Z')
  })

  it('take the first of an hour that comes twice, and the next day for one that does not come', () => {
    expect(bestAt(2, '2026-10-24T20:00:00Z')).toBe('2026-10-25T00:00:00.000Z')
    expect(bestAt(2, '2026-03-28T20:00:00Z', 48)).toBe('2026-03-30T00:00:00.000Z')
  })

  it('go on by local hours, and know the hour of the week, whatever the offset', () => {
    fc.assert(
      fc.property(zone, moment, (zone, atMs) => {
        const next = nextHour(zone, atMs)
        expect(next).toBeGreaterThan(atMs)
        expect(next - atMs).toBeLessThanOrEqual(1.5 * HOUR_MS)
        const local = new Date(atMs + zone.offsetAt(atMs))
        expect(hourOfWeek(zone, atMs)).toBe(((local.getUTCDay() + 6) % 7) * 24 + local.getUTCHours())
      }),
    )
    const text = new Intl.DateTimeFormat('en', {
      timeZone: 'Australia/Lord_Howe',
      hourCycle: 'h23',
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
    })
    const howe = zoneOf('Australia/Lord_Howe')
    for (const at of [
      '2026-04-04T14:45:00Z',
      '2026-04-04T15:15:00Z',
      '2026-10-03T15:20:00Z',
      '2026-10-03T15:40:00Z',
    ]) {
      const local = new Date(Date.parse(at) + howe.offsetAt(Date.parse(at))).toISOString()
      expect(text.format(Date.parse(at))).toContain(local.slice(11, 16))
    }
  })
})

describe('adjust', () => {
  it('leaves the parent as it is where nothing is known', () => {
    fc.assert(
      fc.property(rates, prior => {
        const known = { sends: zeros(), responses: zeros() }
        adjust(prior, known, STRENGTH.person).forEach((rate, at) => {
          expect(rate).toBeCloseTo(prior[at] ?? 0, 9)
        })
      }),
    )
  })

  it('always gives positive rates, and the parent’s profile in the limit of infinite strength', () => {
    fc.assert(
      fc.property(rates, seen, (prior, seen) => {
        for (const rate of adjust(prior, seen, STRENGTH.person))
          expect(rate > 0 && Number.isFinite(rate)).toBe(true)
        const strict = adjust(prior, seen, { level: 1, day: 1e12, week: 1e12 })
        const share = sum(strict) / sum(prior)
        strict.forEach((rate, at) => {
          expect(rate / share / (prior[at] ?? 0)).toBeCloseTo(1, 3)
        })
      }),
    )
  })

  it('follows plenty of evidence, whatever the parent’s rate', () => {
    const hour = fc.nat(HOURS_OF_WEEK - 1)
    fc.assert(
      fc.property(hour, hour, (theirs, own) => {
        const prior = FLAT.map((rate, at) => (at === theirs ? 3 : rate))
        const responses = zeros()
        responses[own] = 500
        const sends = FLAT.map(() => 20)
        expect(bestOf(adjust(prior, { sends, responses }, STRENGTH.person))).toBe(own)
      }),
    )
  })

  it('needs more than one response to override a clear parent', () => {
    const prior = FLAT.map((rate, at) => (at % 24 === 9 ? 4 : rate))
    const habit = (times: number) => {
      const [sends, responses] = [zeros(), zeros()]
      for (let at = 0; at < times; at++) {
        sends[(at % 7) * 24 + 12] = (sends[(at % 7) * 24 + 12] ?? 0) + 1
        responses[(at % 7) * 24 + 20] = (responses[(at % 7) * 24 + 20] ?? 0) + 1
      }
      return bestOf(adjust(prior, { sends, responses }, STRENGTH.person)) % 24
    }
    expect([habit(1), habit(10)]).toEqual([9, 20])
  })

  it('takes an hour without sends for a better one than an hour in which nobody responded', () => {
    const [sends, responses] = [zeros(), zeros()]
    sends[10] = 30
    sends[40] = 30
    responses[40] = 10
    const rates = adjust(FLAT, { sends, responses }, STRENGTH.person)
    expect(rates[100]).toBeGreaterThan(rates[10] ?? 0)
    expect(rates[40]).toBeGreaterThan(rates[100] ?? 0)
  })

  it('comes to the figures of the worked example in docs/send-time.md', () => {
    const [sends, responses] = [zeros(), zeros()]
    for (const day of [0, 1, 2, 3, 4]) sends[24 * day + 9] = 2
    for (const day of [0, 1, 2, 3]) responses[24 * day + 20] = 1
    const rates = adjust(
      FLAT.map(() => 0.25),
      { sends, responses },
      STRENGTH.person,
    )
    const saturday = 5 * 24
    const shown = [9, 13, 20, 21, saturday + 20].map(hour => rates[hour]?.toFixed(2))
    expect(shown).toEqual(['0.25', '0.26', '1.06', '0.68', '0.91'])
  })

  it('exposes every message once', () => {
    fc.assert(
      fc.property(seen, seen => {
        const messages = Math.max(sum(seen.sends), sum(seen.responses))
        expect(sum(exposure(seen))).toBeCloseTo(messages, 6)
      }),
    )
  })
})
