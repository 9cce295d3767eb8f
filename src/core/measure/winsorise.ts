/** Sums over the messages of one variant that brought an amount, in minor units of one currency. */
export interface AmountSums {
  /** Messages with an amount above zero: orders, as far as their size counts. */
  readonly count: number
  /** Of all amounts; those of messages that lost more by refunds than they brought are below zero. */
  readonly sum: number
  readonly sumOfSquares: number
  /** Of the natural logarithms of the amounts above zero. */
  readonly logSum: number
  readonly logSumOfSquares: number
}

export const NO_AMOUNTS: AmountSums = { count: 0, sum: 0, sumOfSquares: 0, logSum: 0, logSumOfSquares: 0 }

export const addAmounts = (a: AmountSums, b: AmountSums): AmountSums => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  sumOfSquares: a.sumOfSquares + b.sumOfSquares,
  logSum: a.logSum + b.logSum,
  logSumOfSquares: a.logSumOfSquares + b.logSumOfSquares,
})

/** The share of orders that are not capped. */
const KEPT = 0.995

/**
 * The number of orders to cap at the next largest: those above the 99.5th percentile of the orders of all variants
 * together, so that one wholesale order does not decide which wording wins.
 */
export const ordersAbove = (orders: number): number => Math.floor((1 - KEPT) * orders)

/**
 * Computes the sums with every amount above `cap` reduced to it.
 * @param large amounts that are part of the sums: at least all above the cap
 * @param cap infinity for no cap
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

/** The unit of logarithms in sums, which are whole numbers. */
export const LOG_UNIT = 2 ** -20

/** The natural logarithm of an amount, in units of `LOG_UNIT`. */
export const logUnitsOf = (amount: number): number => Math.round(Math.log(amount) / LOG_UNIT)

const roundedLog = (amount: number): number => logUnitsOf(amount) * LOG_UNIT
