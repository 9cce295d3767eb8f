import { numberInWords } from '../numbers.ts'

const THIN = '\u202f'
/** From here on a lift is written in whole per cent. */
const WHOLE_FROM = 3
// Far below any figure that is written.
const NOISE = 1e-9

export type Interval = readonly [low: number, high: number]

/** A lift without its unit: whole per cent from 3 % on, else one decimal. @param relative 0.12 is 12 % */
function liftDigits(relative: number): string {
  const per = Math.abs(relative) * 100
  return trim(numberInWords(per, Math.round(per * 10) / 10 >= WHOLE_FROM ? 0 : 1))
}

const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** A lift with its sign: "+12 %", "−1.4 %". Zero has none. */
export function liftInWords(relative: number): string {
  const digits = liftDigits(relative)
  const sign = digits === '0' ? '' : relative < 0 ? '\u2212' : '+'
  return `${sign}${digits}${THIN}%`
}

/** The size of a lift, for sentences that say its direction: "12 %". */
export const sizeInWords = (relative: number): string => `${liftDigits(relative)}${THIN}%`

/**
 * One end of an interval, rounded outward: never inward. An end beside zero keeps the digits that tell it from zero.
 * @param end 0.04 is 4 %
 */
function endInWords(end: number, outward: 'down' | 'up'): string {
  const per = end * 100
  const round = (digits: number): number => {
    const scaled = per * 10 ** digits
    return (outward === 'down' ? Math.floor(scaled + NOISE) : Math.ceil(scaled - NOISE)) / 10 ** digits
  }
  const isSmall = Math.abs(per) < WHOLE_FROM
  const digits = (isSmall ? [1, 2, 3] : [0]).find(each => round(each) !== 0) ?? 0
  return trim(numberInWords(round(digits), digits))
}

/** An interval: "4 to 21 %", "−2 to 4 %". */
export const intervalInWords = ([low, high]: Interval): string =>
  `${endInWords(low, 'down')} to ${endInWords(high, 'up')}${THIN}%`

/** A lift with its interval: "+12 % (4 to 21 %)". */
export const liftWithInterval = (relative: number, interval: Interval): string =>
  `${liftInWords(relative)} (${intervalInWords(interval)})`

/** The size with its interval, turned so that the named direction is positive: "12 % (4 to 21 %)". */
export function sizeWithInterval(relative: number, [low, high]: Interval): string {
  const turned: Interval = relative < 0 ? [-high, -low] : [low, high]
  return `${sizeInWords(relative)} (${intervalInWords(turned)})`
}

/** An end of an interval in a sentence: "2 % worse", "4 % better". @param better whether more is better */
export function rangeInWords([low, high]: Interval, better: 'higher' | 'lower'): string {
  const say = (end: number, outward: 'down' | 'up') => {
    const size = endInWords(Math.abs(end), end < 0 === (outward === 'down') ? 'up' : 'down')
    const isBetter = better === 'higher' ? end > 0 : end < 0
    return end === 0 ? 'the same' : `${size}${THIN}% ${isBetter ? 'better' : 'worse'}`
  }
  return better === 'higher'
    ? `between ${say(low, 'down')} and ${say(high, 'up')}`
    : `between ${say(high, 'up')} and ${say(low, 'down')}`
}

/** The two ends, if the answer has both. */
export function asInterval(ends: readonly number[] | null | undefined): Interval | null {
  const [low, high] = ends ?? []
  return low === undefined || high === undefined ? null : [low, high]
}
