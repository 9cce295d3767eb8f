/** Sums over the messages of one variant that brought an amount above zero, in minor units of one currency. */
export interface AmountSums {
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
  /** Of the natural logarithms. */
  readonly logSum: number
  readonly logSumOfSquares: number
}

/** The share of orders that stay as they are. */
const KEPT = 0.995

/**
 * How many orders are cut down to the next largest: the 99.5th percentile of the orders of all variants
 * together, so that one wholesale order does not decide for a wording.
 */
export const ordersAbove = (orders: number): number => Math.floor((1 - KEPT) * orders)

/**
 * The sums as they would be, had no message brought more than `cap`.
 * @param large amounts that are part of the sums, at least all above the cap
 * @param cap infinity when none is to be cut off
 */
export function winsorise(sums: AmountSums, large: readonly number[], cap: number): AmountSums {
  const log = roundedLog(cap)
  return large
    .filter(amount => amount > cap)
    .reduce(
      ({ count, sum, sumOfSquares, logSum, logSumOfSquares }, amount) => ({
        count,
        sum: sum + cap - amount,
        sumOfSquares: sumOfSquares + cap ** 2 - amount ** 2,
        logSum: logSum + log - roundedLog(amount),
        logSumOfSquares: logSumOfSquares + log ** 2 - roundedLog(amount) ** 2,
      }),
      sums,
    )
}

/** One unit of the logarithms that are added up as whole numbers. */
export const LOG_UNIT = 2 ** -20

/** The logarithm in whole units. */
export const logUnitsOf = (amount: number): number => Math.round(Math.log(amount) / LOG_UNIT)

const roundedLog = (amount: number): number => logUnitsOf(amount) * LOG_UNIT
