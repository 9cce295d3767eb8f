/** A template whose wordings come and go while its rates move. All ratios to control stay as they are. */
export interface World {
  readonly name: string
  readonly days: number
  readonly messagesPerDay: number
  readonly control: number
  readonly wordings: readonly Wording[]
  /** The share of control on a day. */
  readonly shareOn: (day: number) => number
  /** The factor of all rates on a day. */
  readonly levelOn: (day: number) => number
  /** Outcomes of a message are known so many days later, and its page shows no message before. By default at once. */
  readonly windowDays?: number
}

export interface Wording {
  /** Its rate over that of control. */
  readonly ratio: number
  /** It begins in the middle of this day's second stretch; on day 0 with the template. */
  readonly joins: number
}

const always =
  <Value>(value: Value) =>
  () =>
    value
export const fromDay = (day: number, before: number, after: number) => (at: number) =>
  at < day ? before : after
export const equal = (count: number, joins = 0): readonly Wording[] =>
  Array.from({ length: count }, () => ({ ratio: 1, joins }))
export const ratios = (...all: readonly number[]): readonly Wording[] =>
  all.map(ratio => ({ ratio, joins: 0 }))

export const USUAL: Omit<World, 'name'> = {
  ...{ days: 30, messagesPerDay: 2000, control: 0.05, wordings: equal(4) },
  ...{ shareOn: always(0.1), levelOn: always(1) },
}
const weekendAndNovelty = (day: number) => (day % 7 > 4 ? 0.7 : 1) * (1 + 0.5 * Math.exp(-day / 6))
/** One that is as good as control from the beginning, and one that joins on day 20 and is worse. */
const late = (ratio: number, factor: number) => ({
  ...{ ...USUAL, days: 60, messagesPerDay: 1000, levelOn: fromDay(20, 1, factor) },
  wordings: [...equal(1), { ratio, joins: 20 }],
})
const newcomer: readonly Wording[] = [...equal(3), ...equal(1, 15)]

/** The worlds of section 14 of docs/statistics.md. In those named A/A there is nothing to find. */
export const WORLDS: readonly World[] = [
  { ...USUAL, name: 'A/A, 5 %, 4 wordings' },
  { ...USUAL, name: 'A/A, 5 %, 10 wordings', wordings: equal(10) },
  { ...USUAL, name: 'A/A, weekends and novelty', levelOn: weekendAndNovelty },
  { ...USUAL, name: 'A/A, 20 %, half control', control: 0.2, shareOn: always(0.5) },
  { ...USUAL, name: 'A/A, 0.5 %', control: 0.005 },
  { ...USUAL, name: 'A/A, 0.1 %, 5,000 a day', control: 0.001, messagesPerDay: 5000 },
  {
    ...{ ...USUAL, name: 'A/A, newcomer on day 15, rates × 1.6' },
    ...{ wordings: newcomer, levelOn: fromDay(15, 1, 1.6) },
  },
  {
    ...{ ...USUAL, name: 'A/A, newcomer on day 15, rates / 1.6' },
    ...{ wordings: newcomer, levelOn: fromDay(15, 1, 1 / 1.6) },
  },
  {
    ...{ ...USUAL, name: 'A/A, control 10 to 30 %, rates × 0.75' },
    ...{ shareOn: fromDay(15, 0.1, 0.3), levelOn: fromDay(15, 1, 0.75) },
  },
  {
    ...{ ...USUAL, name: 'A/A, control 50 to 10 %, rates × 0.6' },
    ...{ shareOn: fromDay(15, 0.5, 0.1), levelOn: fromDay(15, 1, 0.6) },
  },
  {
    ...{ ...USUAL, name: 'A/A, 0.1 %, control 10 to 30 %, 1,000 a day' },
    ...{ control: 0.001, messagesPerDay: 1000, shareOn: fromDay(15, 0.1, 0.3) },
  },
  {
    ...{ ...USUAL, name: 'A/A, 0.5 %, control 50 to 10 %, 300 a day' },
    ...{ control: 0.005, messagesPerDay: 300, shareOn: fromDay(10, 0.5, 0.1) },
  },
  {
    ...{ ...USUAL, name: 'A/A, six join in turn' },
    wordings: Array.from({ length: 6 }, (_, at) => ({ ratio: 1, joins: 4 * at })),
  },
  { ...USUAL, name: 'A/A, 3 %, outcomes after 14 days', control: 0.03, days: 60, windowDays: 14 },
  { ...late(0.92, 1), name: 'newcomer 8 % worse on day 20' },
  { ...late(0.96, 1.1), name: 'newcomer 4 % worse on day 20, rates × 1.1' },
  { ...late(0.92, 1.2), name: 'newcomer 8 % worse on day 20, rates × 1.2' },
  { ...late(0.92, 1.6), name: 'newcomer 8 % worse on day 20, rates × 1.6' },
  {
    ...{ ...USUAL, name: '0, -10, +10, +25 %, weekends and novelty' },
    ...{ wordings: ratios(1, 0.9, 1.1, 1.25), levelOn: weekendAndNovelty },
  },
]
