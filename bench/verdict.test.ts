import { expect, it } from 'vitest'
import type { Pass } from './pass.ts'
import { missedBarsOf, mistakesOf } from './verdict.ts'

const run = { answered: 1, faults: {}, perSecond: 1, p50: 1, p90: 1, p99: 1, max: 1 }
const sample = { ...run, serverCpu: 1, databaseCpu: 1, cpu: 2, generatorCpu: 1, memory: 200 }
const side = { peak: [sample], steady: [sample], answered: 2, faults: {} }
const ratio = { median: 1, min: 1, max: 1 }
const comparison = {
  scenario: 'generate',
  steadyPerSecond: 1,
  floor: side,
  parley: side,
  throughputRatio: ratio,
  cpuRatio: ratio,
  cpuRatioAtPeak: ratio,
  passed: true,
} as const
const live = {
  scenario: 'webhook-cio',
  perSecond: 10,
  door: sample,
  behindSeconds: 1,
  cpuPerEvent: 1,
} as const

const pass: Pass = {
  engine: 'embedded',
  version: 'PGlite',
  comparisons: [comparison],
  live: [live],
  drain: { backlog: 1, processed: 1, perSecond: 1, cpuPerEvent: 1, memory: 200 },
  kept: [{ what: 'choices', answered: 5, stored: 5 }],
  firstStartMs: 9_000,
  laterStartsMs: [1_000],
}

it('finds nothing wrong with a good pass', () => {
  expect([...mistakesOf(pass), ...missedBarsOf(pass)]).toEqual([])
  // What was under way when the server was killed may have been stored without having been answered.
  expect(mistakesOf({ ...pass, kept: [{ what: 'choices', answered: 5, stored: 7 }] })).toEqual([])
})

it('takes a lost answer and a wrong answer for mistakes', () => {
  expect(mistakesOf({ ...pass, kept: [{ what: 'choices', answered: 5, stored: 4 }] })).toHaveLength(1)
  const faulty = { ...comparison, parley: { ...side, faults: { 'status 500': 3 } } }
  expect(mistakesOf({ ...pass, comparisons: [faulty] })).toEqual(['embedded generate: 3 times status 500'])
  const faultyDoor = { ...live, door: { ...sample, faults: { timeout: 1 } } }
  expect(mistakesOf({ ...pass, live: [faultyDoor] })).toHaveLength(1)
})

it('names every bar that was missed', () => {
  expect(missedBarsOf({ ...pass, comparisons: [{ ...comparison, passed: false }] })).toHaveLength(1)
  expect(missedBarsOf({ ...pass, live: [{ ...live, behindSeconds: null }] })).toHaveLength(1)
  expect(missedBarsOf({ ...pass, live: [{ ...live, behindSeconds: 5.1 }] })).toHaveLength(1)
  expect(missedBarsOf({ ...pass, drain: { ...pass.drain, memory: 301 } })).toHaveLength(1)
  expect(missedBarsOf({ ...pass, engine: 'postgresql', drain: { ...pass.drain, memory: 301 } })).toEqual([])
  expect(missedBarsOf({ ...pass, laterStartsMs: [1_000, 3_100, 3_200] })).toHaveLength(1)
})
