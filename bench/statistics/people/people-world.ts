import { drawBeta } from '../../../src/core/stats/draw/draw-beta.ts'
import type { Random } from '../../../src/core/stats/draw/random.ts'
import { equal, fromDay, ratios, USUAL, type World } from '../world.ts'

/** A template that sends several messages to each person. All wordings have the same ratio to control, mostly 1. */
export interface PeopleWorld extends World {
  /** Messages to each person over all days, on average. 1: every message has a person of its own. */
  readonly each: number
  /** Whether some people get many more messages than others. */
  readonly isUneven: boolean
  /** What is drawn as one: control for each person or each message, and a wording for each message or person. */
  readonly draws: 'people' | 'messages' | 'people and their wording'
  /** The rate of a new person. */
  readonly rateOf: (random: Random) => number
}

/** Rates of people that differ so much that two messages to one person correlate by `correlation`. */
const spread =
  (mean: number, correlation: number) =>
  (random: Random): number => {
    const strength = 1 / correlation - 1
    return drawBeta(mean * strength, (1 - mean) * strength, random)
  }

/** Some people are behind a scanner that clicks every message. */
const scanned =
  (rate: number, share: number) =>
  (random: Random): number =>
    random() < share ? 1 : rate

const COMMON = { ...USUAL, messagesPerDay: 1000, isUneven: false, draws: 'people' } as const
const OPENS = { ...COMMON, control: 0.2, rateOf: spread(0.2, 0.25) }
const CLICKS = { ...COMMON, control: 0.02, rateOf: scanned(0.02, 0.01) }
const weekendAndNovelty = (day: number) => (day % 7 > 4 ? 0.7 : 1) * (0.6 + 0.4 * Math.exp(-day / 6))
const newcomer = [...equal(3), ...equal(1, 15)]

export const PEOPLE_WORLDS: readonly PeopleWorld[] = [
  ...[1, 6, 15, 30].flatMap(each => [
    { ...OPENS, each, name: `opens, ${each} each` },
    { ...CLICKS, each, name: `clicks, 1 % scanned, ${each} each` },
  ]),
  { ...OPENS, each: 15, isUneven: true, name: 'opens, 15 each, uneven' },
  { ...CLICKS, each: 15, isUneven: true, name: 'clicks, 15 each, uneven' },
  { ...OPENS, each: 15, levelOn: weekendAndNovelty, name: 'opens, 15 each, weekends and novelty' },
  {
    ...{ ...OPENS, each: 15, name: 'opens, 15 each, newcomer on day 15, rates × 1.6' },
    ...{ wordings: newcomer, levelOn: fromDay(15, 0.6, 0.96) },
  },
  { ...CLICKS, each: 15, wordings: newcomer, name: 'clicks, 15 each, newcomer on day 15' },
  {
    ...{ ...OPENS, each: 15, name: 'opens, 15 each, control 10 to 30 %, rates × 0.75' },
    ...{ shareOn: fromDay(15, 0.1, 0.3), levelOn: fromDay(15, 1, 0.75) },
  },
  { ...CLICKS, each: 15, shareOn: fromDay(10, 0.5, 0.1), name: 'clicks, 15 each, control 50 to 10 %' },
  { ...OPENS, each: 15, shareOn: () => 0.5, name: 'opens, 15 each, half control' },
  {
    ...{ ...COMMON, each: 15, control: 0.001, rateOf: spread(0.001, 0.1) },
    ...{ messagesPerDay: 5000, name: '0.1 %, correlation 0.1, 15 each, 5,000 a day' },
  },
  {
    ...{ ...OPENS, each: 15, name: 'opens, 15 each, all wordings +20 %' },
    ...{ rateOf: spread(0.2, 0.15), wordings: ratios(1.2, 1.2, 1.2, 1.2) },
  },
  { ...OPENS, each: 15, draws: 'people and their wording', name: 'opens, 15 each, wordings kept' },
  { ...CLICKS, each: 15, draws: 'people and their wording', name: 'clicks, 15 each, wordings kept' },
  { ...OPENS, each: 15, draws: 'messages', name: 'opens, 15 each, control drawn anew' },
  { ...CLICKS, each: 15, draws: 'messages', name: 'clicks, 15 each, control drawn anew' },
]
