import { drawBeta } from '../../../src/core/stats/draw/draw-beta.ts'
import type { Random } from '../../../src/core/stats/draw/random.ts'

/** A template that sends several messages to each person. Nothing differs between wordings and control. */
export interface PeopleWorld {
  readonly name: string
  readonly days: number
  readonly messagesPerDay: number
  /** Messages to each person over all days, on average. */
  readonly each: number
  /** Whether some people get many more messages than others. */
  readonly isUneven: boolean
  /** Whether control is drawn anew for each message. */
  readonly isRandom: boolean
  /** Whether a person keeps a wording. */
  readonly isSticky: boolean
  /** The rate of a person who was drawn. */
  readonly rateOf: (random: Random) => number
  readonly shareOn: (day: number) => number
  readonly levelOn: (day: number) => number
  /** The day on which each wording joins. */
  readonly joins: readonly number[]
}

/** Rates of people that differ so that two messages to one person correlate by `correlation`. */
export const spreadRate =
  (mean: number, correlation: number) =>
  (random: Random): number => {
    const strength = 1 / correlation - 1
    return drawBeta(mean * strength, (1 - mean) * strength, random)
  }

/** Some people are behind a scanner that clicks every message. */
export const scannedRate =
  (rate: number, scanned: number) =>
  (random: Random): number =>
    random() < scanned ? 1 : rate

const always =
  <Value>(value: Value) =>
  () =>
    value
const fromDay = (day: number, before: number, after: number) => (at: number) => (at < day ? before : after)

const USUAL = {
  ...{ days: 30, messagesPerDay: 1000, isUneven: false, isRandom: false, isSticky: false },
  ...{ shareOn: always(0.1), levelOn: always(1), joins: [0, 0, 0, 0] },
}
const opens = { ...USUAL, rateOf: spreadRate(0.2, 0.25) }
const clicks = { ...USUAL, rateOf: scannedRate(0.02, 0.01) }
const weekendAndNovelty = (day: number) => (day % 7 > 4 ? 0.7 : 1) * (0.6 + 0.4 * Math.exp(-day / 6))

export const PEOPLE_WORLDS: readonly PeopleWorld[] = [
  ...[1, 6, 15, 30].flatMap((each): PeopleWorld[] => [
    { ...opens, each, name: `opens 20 %, correlation 0.25, ${each} each` },
    { ...clicks, each, name: `clicks 2 %, 1 % scanned, ${each} each` },
  ]),
  { ...opens, each: 15, isUneven: true, name: 'opens, 15 each, some get many more' },
  { ...clicks, each: 15, isUneven: true, name: 'clicks, 15 each, some get many more' },
  { ...opens, each: 15, levelOn: weekendAndNovelty, name: 'opens, 15 each, weekends and novelty' },
  {
    ...opens,
    each: 15,
    joins: [0, 0, 0, 15],
    levelOn: fromDay(15, 0.6, 1),
    name: 'opens, 15 each, newcomer on day 15, rates x 1.6',
  },
  { ...clicks, each: 15, joins: [0, 0, 0, 15], name: 'clicks, 15 each, newcomer on day 15' },
  {
    ...opens,
    each: 15,
    shareOn: fromDay(15, 0.1, 0.3),
    levelOn: fromDay(15, 1, 0.75),
    name: 'opens, 15 each, control 10 to 30 %, rates x 0.75',
  },
  { ...clicks, each: 15, shareOn: fromDay(10, 0.5, 0.1), name: 'clicks, 15 each, control 50 to 10 %' },
  { ...opens, each: 15, isSticky: true, name: 'opens, 15 each, wordings kept' },
  { ...clicks, each: 15, isSticky: true, name: 'clicks, 15 each, wordings kept' },
  { ...opens, each: 15, isRandom: true, name: 'opens, 15 each, control drawn anew' },
  {
    ...USUAL,
    each: 15,
    rateOf: spreadRate(0.001, 0.1),
    messagesPerDay: 5000,
    name: 'rate 0.1 %, correlation 0.1, 15 each, 5,000 a day',
  },
  { ...opens, each: 15, shareOn: always(0.5), name: 'opens, 15 each, half control' },
]
