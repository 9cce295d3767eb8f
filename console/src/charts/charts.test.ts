import { describe, expect, it } from 'vitest'
import { movedBy, nearest } from './keys.ts'
import { axisPlaces, barOf, liftAxis, rateAxis } from './lift-axis.ts'
import { type BandPoint, bandDomain, bandOf } from './lift-band.ts'
import { rateLines, sparkPath } from './rates.ts'
import { pushApart, seriesOf } from './series.ts'
import { stackSteps } from './steps.ts'
import { timeTicks } from './time-axis.ts'

const DAY = 86_400_000
const SIZE = { width: 400, height: 200, left: 40, right: 60, top: 10, bottom: 20 }

describe('the shared axis of lifts', () => {
  it('goes from −10 to +30 % unless the intervals need more, in steps of ten', () => {
    expect(liftAxis([])).toEqual([-0.1, 0.3])
    expect(liftAxis([[0.01, 0.14], null])).toEqual([-0.1, 0.3])
    expect(liftAxis([[-0.16, 0.3]])).toEqual([-0.2, 0.3])
    expect(liftAxis([[-0.9, 5]])).toEqual([-0.5, 1])
  })
  it('draws asymmetric ends as they are, and marks cut ones', () => {
    const bar = barOf([0, 0.3], 0.1, [-0.1, 0.3], 212)
    expect(bar).toMatchObject({ from: 56, to: 206, point: 106, isCutLow: false, isCutHigh: false })
    expect(barOf([-0.3, 0.2], 0, [-0.1, 0.3], 212)).toMatchObject({ from: 6, isCutLow: true })
    expect(axisPlaces([-0.1, 0.3], 212)).toEqual({ low: 6, zero: 56, high: 206 })
  })
  it('of rates covers all intervals, with control’s rate as the same', () => {
    const axis = rateAxis([[0.058, 0.072], [0.051, 0.066], null])
    expect(axis).toEqual([0.05, 0.075])
    expect(barOf([0.05, 0.075], 0.06, axis, 212, 0.0625)).toMatchObject({ from: 6, to: 206, zero: 106 })
    expect(rateAxis([])).toEqual([0, 1])
  })
  it('draws no bar that is twice as wide as the axis, or off it', () => {
    expect(barOf([-0.5, 0.4], 0, [-0.1, 0.3], 200)).toBeNull()
    expect(barOf([0.4, 0.5], 0.45, [-0.1, 0.3], 200)).toBeNull()
  })
})

describe('the band of the lift', () => {
  const point = (day: number, low: number, high: number, maturingShare = 0): BandPoint => ({
    ...{ atMs: day * DAY, relative: (low + high) / 2, interval: [low, high], maturingShare },
  })
  it('shows −20 to +30 %, and more only for the newest interval', () => {
    expect(bandDomain([point(0, -0.9, 4), point(1, 0.01, 0.14)])).toEqual([-0.2, 0.3])
    expect(bandDomain([point(0, 0, 0.1), point(1, -0.42, 0.61)])).toEqual([-0.5, 0.7])
  })
  it('cuts early extremes and says so', () => {
    const band = bandOf([point(0, -0.9, 4), point(1, 0.01, 0.14)], SIZE)
    expect(band.isCut).toBe(true)
    expect(band.band.startsWith('M40,10')).toBe(true)
    expect(band.xs).toEqual([40, 340])
    expect(bandOf([point(0, 0, 0.1), point(1, 0.01, 0.14)], SIZE).isCut).toBe(false)
  })
  it('knows from where on windows are open', () => {
    expect(bandOf([point(0, 0, 0.1), point(1, 0, 0.1), point(2, 0, 0.1, 0.2)], SIZE).maturesFrom).toBe(340)
    expect(bandOf([point(0, 0, 0.1), point(1, 0, 0.1)], SIZE).maturesFrom).toBeNull()
  })
  it('leaves out moments without an interval', () => {
    const none = { atMs: 0, relative: null, interval: null, maturingShare: 0 }
    expect(bandOf([none, point(1, 0, 0.1), point(2, 0, 0.1)], SIZE).middle).not.toContain('NaN')
  })
})

describe('stacked steps', () => {
  const steps = [
    { atMs: 0, shares: { control: 0.2, a: 0.8 } },
    { atMs: DAY, shares: { control: 0.2, a: 0.5, b: 0.3 } },
  ]
  const { series, xs } = stackSteps(steps, ['control', 'a', 'b'], 2 * DAY, SIZE)
  it('run along horizontal and vertical lines only', () => {
    for (const { area, edge } of series) expect(`${area}${edge}`.replaceAll(/[MVHZ\d. -]/g, '')).toBe('')
  })
  it('stand on each other and fill the whole height', () => {
    expect(series[0]?.edge).toBe('M40 146V146H190V146H340')
    expect(series[1]?.edge).toBe('M40 10V10H190V61H340')
    expect(series[2]?.edge).toBe('M40 10V10H190V10H340')
    expect(series[2]?.area).toBe('M40 10V10H190V10H340V61H190V10H40Z')
  })
  it('know the newest share and where each step begins', () => {
    expect(series.map(({ share }) => share)).toEqual([0.2, 0.5, 0.3])
    expect(xs).toEqual([40, 190])
  })
})

describe('labels', () => {
  it('are pushed apart, in their order, within the limits', () => {
    expect(pushApart([100, 102, 20], 14, [0, 200])).toEqual([100, 114, 20])
    expect(pushApart([195, 198], 14, [0, 200])).toEqual([186, 200])
    expect(pushApart([], 14, [0, 200])).toEqual([])
  })
  it('a wording keeps its look by its letter; from F on all are grey', () => {
    expect(seriesOf('=')).toEqual({ colour: 'var(--c0)', tint: 'var(--t0)', dash: '6 3' })
    expect(seriesOf('A').dash).toBeUndefined()
    expect(seriesOf('E').colour).toBe('var(--c5)')
    expect(seriesOf('F').colour).toBe('var(--c0)')
    expect(seriesOf('AB').colour).toBe('var(--c0)')
  })
})

describe('lines of rates', () => {
  const lines = rateLines(
    [
      { id: 'a', points: [0, 1, 2].map(day => ({ atMs: day * DAY, value: day === 1 ? null : 0.1 })) },
      { id: 'b', points: [{ atMs: 0, value: 0 }] },
    ],
    SIZE,
  )
  it('begin at zero, and break where a value is missing', () => {
    expect(lines.ticks[0]?.value).toBe(0)
    expect(lines.lines[0]?.path.match(/M/g)).toHaveLength(2)
    expect(lines.times).toEqual([0, DAY, 2 * DAY])
    expect(lines.lines[1]?.end?.y).toBe(180)
  })
  it('a spark of nothing is a flat line', () => {
    expect(sparkPath([0, 0, 0], 96, 28)).toBe('M2,26L48,26L94,26')
    expect(sparkPath([null, 1], 96, 28)).toBe('M94,2Z')
  })
})

describe('keys', () => {
  it('walk points and series, and stop at the ends', () => {
    expect(movedBy('ArrowLeft', { point: 0, series: 0 }, 5, 2)).toEqual({ point: 0, series: 0 })
    expect(movedBy('ArrowRight', { point: 3, series: 0 }, 5, 2)).toEqual({ point: 4, series: 0 })
    expect(movedBy('End', { point: 0, series: 1 }, 5, 2)).toEqual({ point: 4, series: 1 })
    expect(movedBy('Home', { point: 3, series: 1 }, 5, 2)).toEqual({ point: 0, series: 1 })
    expect(movedBy('ArrowDown', { point: 1, series: 0 }, 5, 2)).toEqual({ point: 1, series: 1 })
    expect(movedBy('ArrowUp', { point: 1, series: 0 }, 5, 2)).toEqual({ point: 1, series: 0 })
    expect(movedBy('Tab', { point: 1, series: 0 }, 5, 2)).toBeUndefined()
    expect(nearest([0, 10, 30], 19)).toBe(1)
  })
})

it('time ticks are days of the zone, without repetitions', () => {
  const ticks = timeTicks(
    Date.parse('2026-11-01T00:00Z'),
    Date.parse('2026-11-29T00:00Z'),
    [0, 600],
    'Asia/Tokyo',
  )
  expect(ticks.length).toBeGreaterThan(2)
  expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length)
  expect(ticks.every(({ text }) => /^\d+ Nov/.test(text))).toBe(true)
})
