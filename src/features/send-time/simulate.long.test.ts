import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import { chooseTime } from './choose-time.ts'
import { EXPLORED_SHARE } from './delay.ts'
import { adjust, FLAT, type Seen } from './intensity.ts'
import { STRENGTH } from './strength.ts'
import { HOURS_OF_WEEK, hourOfWeek, zoneOf } from './zone.ts'

// Twelve weeks of an organisation: four in which everything is sent at once, four of learning, four that are
// measured. docs/send-time.md says how to print its figures.
const PEOPLE = Number(process.env['PEOPLE'] ?? 80)
const ZONE = zoneOf('Europe/Berlin')
const START_MS = Date.parse('2026-02-02T00:00:00Z')
const DAYS = { all: 84, before: 28, unmeasured: 56 }
const MESSAGES_A_DAY = 0.4

interface Person {
  /** Responses to one message, if it were fresh all the time. */
  readonly level: number
  /** By hour of the week; how likely a message is noticed then, compared with other hours. */
  readonly activity: readonly number[]
}

const peak = (at: number): readonly number[] =>
  FLAT.map((_, hour) => {
    const away = Math.abs((((hour % 24) - at + 36) % 24) - 12)
    return 0.4 + 3 * Math.exp((-away * away) / 4.5)
  })

const anyHour = (random: Random): number => Math.floor(random() * 24)
const isWeekend = (hour: number): boolean => hour >= 120

function twoPeaks(random: Random): readonly number[] {
  const [week, weekend] = [peak(anyHour(random)), peak(anyHour(random))]
  return week.map((rate, hour) => (isWeekend(hour) ? (weekend[hour] ?? 0) : rate))
}

const isOffice = (hour: number): boolean => !isWeekend(hour) && hour % 24 >= 8 && hour % 24 < 18

const WORLDS = {
  'everybody has an hour of their own': random => peak(anyHour(random)),
  'some read in the morning, some in the evening': random => peak(random() < 0.5 ? 7 : 20),
  'everybody has two hours, one at weekends': twoPeaks,
  'everybody has the same hour': () => peak(19),
  'everybody reads in the office': () => FLAT.map((_, hour) => (isOffice(hour) ? 1.5 : 0.6)),
  'nobody cares': () => FLAT,
} satisfies Record<string, (random: Random) => readonly number[]>
type World = keyof typeof WORLDS

const POLICIES = ['at once', 'best for all', 'best for the person', 'known to a god'] as const
type Policy = (typeof POLICIES)[number]

// Interest fades by a power of the age, which is not what the estimate assumes.
const fading = Array.from({ length: 72 }, (_, age) => (1 + age) ** -1.4)
const FRESH = fading.map(each => each / fading.reduce((total, value) => total + value, 0))

/** When somebody responds to a message, if at all. */
function respond({ level, activity }: Person, sentMs: number, random: Random): number | null {
  for (const [age, fresh] of FRESH.entries()) {
    const atMs = sentMs + age * HOUR_MS
    const hazard = level * fresh * (activity[hourOfWeek(ZONE, atMs)] ?? 0)
    if (random() < 1 - Math.exp(-hazard)) return atMs
  }
  return null
}

type Sums = { -readonly [Name in keyof Seen]: number[] }
const noSums = (): Sums => ({ sends: FLAT.map(() => 0), responses: FLAT.map(() => 0) })

function count(sums: readonly Sums[], name: keyof Seen, atMs: number): void {
  const hour = hourOfWeek(ZONE, atMs)
  for (const sum of sums) sum[name][hour] = (sum[name][hour] ?? 0) + 1
}

interface Life {
  readonly org: Sums
  readonly people: readonly (Person & { readonly sums: Sums })[]
  readonly policy: Policy
  readonly random: Random
  /** Responses that are not known yet. */
  unheard: readonly { readonly atMs: number; readonly sums: readonly Sums[] }[]
}

/** The share of messages that are responded to in the last weeks. */
function simulate(world: World, policy: Policy, seed: string): number {
  const birth = createRandom('people', world, seed)
  const people = Array.from({ length: PEOPLE }, () => {
    const activity = WORLDS[world](birth)
    return { activity, level: 0.02 - 0.25 * Math.log(1 - birth()), sums: noSums() }
  })
  const random = createRandom('life', world, seed, policy)
  const life: Life = { org: noSums(), people, policy, random, unheard: [] }
  const days = Array.from({ length: DAYS.all }, (_, day) => liveThrough(life, day)).slice(DAYS.unmeasured)
  const total = (name: 'sent' | 'responded') => days.reduce((sum, day) => sum + day[name], 0)
  return total('responded') / total('sent')
}

/** Sends what falls due on one day, after hearing of the responses of the days before. */
function liveThrough(life: Life, day: number): { readonly sent: number; readonly responded: number } {
  const { org, people, random } = life
  const dayMs = START_MS + day * DAY_MS
  for (const { atMs, sums } of life.unheard) if (atMs < dayMs) count(sums, 'responses', atMs)
  const rates = adjust(FLAT, org, STRENGTH.org)
  const due = people.filter(() => random() < MESSAGES_A_DAY)
  const responses = due.flatMap(person => {
    const dueMs = dayMs + dueAfter(random)
    const sentMs = day < DAYS.before ? dueMs : choose(life.policy, person, rates, dueMs, random)
    const sums = [org, person.sums]
    count(sums, 'sends', sentMs)
    const atMs = respond(person, sentMs, random)
    return atMs === null ? [] : [{ atMs, sums }]
  })
  life.unheard = [...life.unheard.filter(({ atMs }) => atMs >= dayMs), ...responses]
  return { sent: due.length, responded: responses.length }
}

/** Most messages fall due by day. */
const dueAfter = (random: Random): number =>
  random() < 0.8 ? (8 + random() * 11) * HOUR_MS : random() * DAY_MS

function choose(
  policy: Policy,
  person: Person & { sums: Sums },
  ofOrg: readonly number[],
  dueMs: number,
  random: Random,
): number {
  const choosing = { zone: ZONE, fromMs: dueMs, untilMs: dueMs + DAY_MS, draw: null }
  switch (policy) {
    case 'at once':
      return dueMs
    case 'best for all':
      return chooseTime(ofOrg, choosing).atMs
    case 'known to a god':
      return chooseTime(person.activity, choosing).atMs
    case 'best for the person': {
      const draw = random() < EXPLORED_SHARE ? random() : null
      return chooseTime(adjust(ofOrg, person.sums, STRENGTH.person), { ...choosing, draw }).atMs
    }
  }
}

const SEEDS = ['a', 'b']

function rateOf(world: World, policy: Policy): number {
  const rates = SEEDS.map(seed => simulate(world, policy, seed))
  return rates.reduce((total, rate) => total + rate, 0) / rates.length
}

describe('choosing the hour of sending', () => {
  const outcome = (world: World) => {
    const rates = POLICIES.map(policy => rateOf(world, policy))
    if (process.env['SHOW'])
      process.stdout.write(`| ${[world, ...rates.map(rate => (100 * rate).toFixed(1))].join(' | ')} |\n`)
    const [atOnce = 0, forAll = 0, forPerson = 0, ideal = 0] = rates
    return { atOnce, forAll, forPerson, ideal }
  }

  it.each([
    'everybody has an hour of their own',
    'some read in the morning, some in the evening',
    'everybody has two hours, one at weekends',
  ] as const)('finds people’s own hours where %s', world => {
    const { atOnce, forAll, forPerson, ideal } = outcome(world)
    expect(forPerson).toBeGreaterThan(1.1 * Math.max(atOnce, forAll))
    expect(forPerson).toBeLessThan(1.05 * ideal)
  })

  it.each(['everybody has the same hour', 'everybody reads in the office'] as const)(
    'does about as well as one hour for all where %s',
    world => {
      const { atOnce, forAll, forPerson } = outcome(world)
      expect(forPerson).toBeGreaterThan(atOnce)
      expect(forPerson).toBeGreaterThan(0.88 * forAll)
    },
  )

  it('loses nothing where the hour does not matter', () => {
    const { atOnce, forPerson } = outcome('nobody cares')
    expect(Math.abs(forPerson - atOnce)).toBeLessThan(0.03)
  })

  it('has a week of hours to choose from', () => {
    expect(WORLDS['everybody has the same hour']()).toHaveLength(HOURS_OF_WEEK)
  })
})
