/** Templates whose true rates are drawn around a base rate, as the chances assume. Rates move for all together. */
export interface World {
  readonly name: string
  /** A table counts what the page said at the end of these days. */
  readonly looks: readonly number[]
  readonly messagesPerDay: number
  readonly controlShare: number
  readonly baseRate: number
  /** The standard deviation of true rates, of control too, as a share of the base rate. */
  readonly spread: number
  /** The day on which each wording joins, in the middle of its second stretch; on day 0 with the template. */
  readonly joins: readonly number[]
  /** The factor of all rates on a day. */
  readonly levelOn: (day: number) => number
}

const always = () => 1
const fromDay = (day: number, factor: number) => (at: number) => (at < day ? 1 : factor)
const drifting = (factor: number) => ({
  ...{ looks: [25, 30, 45, 60], joins: [0, 0, 0, 20], levelOn: fromDay(20, factor) },
})

const USUAL: Omit<World, 'name'> = {
  ...{ looks: [5, 10, 20, 30], messagesPerDay: 1000, controlShare: 0.1, baseRate: 0.05, spread: 0.25 },
  ...{ joins: [0, 0, 0, 0], levelOn: always },
}

/** The worlds of section 14 of docs/statistics.md. */
export const WORLDS: readonly World[] = [
  { ...USUAL, name: 'no drift, 5 %' },
  {
    ...USUAL,
    name: 'no drift, 20 %, ten wordings',
    baseRate: 0.2,
    joins: Array.from({ length: 10 }, () => 0),
  },
  { ...USUAL, name: 'no drift, 0.5 %', baseRate: 0.005 },
  { ...USUAL, name: 'no drift, all alike: a tenth apart', spread: 0.1 },
  { ...USUAL, name: 'no drift, two newcomers on day 15', looks: [17, 20, 25, 30], joins: [0, 0, 15, 15] },
  {
    ...{ ...USUAL, name: 'two newcomers on day 15, rates doubled', looks: [17, 20, 25, 30] },
    ...{ joins: [0, 0, 15, 15], levelOn: fromDay(15, 2) },
  },
  ...[1.1, 1.2, 1.6].map(factor => ({
    ...{ ...USUAL, ...drifting(factor), name: `newcomer on day 20, rates × ${factor}` },
  })),
]
