import { align, atScale, type Decimal, floorDivide, readDecimal, toValue, whole } from './decimal.ts'

type Operation = (one: Decimal, other: Decimal) => Decimal
type Calculation = (value: unknown, ...args: readonly unknown[]) => unknown

/** Significant digits of a quotient: more than a float has. */
const QUOTIENT_DIGITS = 40

const add: Operation = (one, other) => {
  const [left, right, scale] = align(one, other)
  return { digits: left + right, scale, isWhole: one.isWhole && other.isWhole }
}

const negate = (one: Decimal): Decimal => ({ ...one, digits: -one.digits })

const multiply: Operation = (one, other) => ({
  digits: one.digits * other.digits,
  scale: one.scale + other.scale,
  isWhole: one.isWhole && other.isWhole,
})

/** Whole numbers are divided as whole numbers and rounded down: 5 by 3 is 1. */
const divide: Operation = (one, other) => {
  if (other.digits === 0n) throw new Error('divided by 0')
  const [left, right] = align(one, other)
  if (one.isWhole && other.isWhole) return whole(floorDivide(left, right))
  const scale = QUOTIENT_DIGITS + Math.max(0, String(right).length - String(left).length)
  return { digits: (left * 10n ** BigInt(scale)) / right, scale, isWhole: false }
}

/** The rest has the sign of the divisor. */
const modulo: Operation = (one, other) => {
  if (other.digits === 0n) throw new Error('divided by 0')
  const [left, right, scale] = align(one, other)
  const digits = left - floorDivide(left, right) * right
  return { digits, scale, isWhole: one.isWhole && other.isWhole }
}

const isLess = (one: Decimal, other: Decimal): boolean => {
  const [left, right] = align(one, other)
  return left < right
}

const absolute = (one: Decimal): Decimal => (one.digits < 0n ? negate(one) : one)

const floor = (one: Decimal): Decimal => whole(floorDivide(one.digits, 10n ** BigInt(one.scale)))

/** More places are as good as none: no number has as many. */
const PLACES_MAX = 400

/** Rounds to this many decimal places, halves away from zero. Negative places round whole digits. */
function round(one: Decimal, places: number): Decimal {
  const wanted = Math.min(Math.max(places, -PLACES_MAX), PLACES_MAX)
  if (wanted >= one.scale) return wanted === 0 ? whole(one.digits) : one
  const unit = 10n ** BigInt(one.scale - wanted)
  const { digits } = absolute(one)
  const rounded = ((digits + unit / 2n) / unit) * (one.digits < 0n ? -1n : 1n)
  if (wanted > 0) return { digits: rounded, scale: wanted, isWhole: one.isWhole }
  return { digits: rounded * 10n ** BigInt(-wanted), scale: 0, isWhole: one.isWhole || wanted === 0 }
}

const binary =
  (operation: Operation): Calculation =>
  (value, argument) =>
    toValue(operation(readDecimal(value), readDecimal(argument)))

const unary =
  (operation: (one: Decimal) => Decimal): Calculation =>
  value =>
    toValue(operation(readDecimal(value)))

/** The filters that compute, by name. */
export const MATH: Readonly<Record<string, Calculation>> = {
  plus: binary(add),
  minus: binary((one, other) => add(one, negate(other))),
  times: binary(multiply),
  divided_by: binary(divide),
  modulo: binary(modulo),
  at_least: binary((one, other) => (isLess(one, other) ? other : one)),
  at_most: binary((one, other) => (isLess(other, one) ? other : one)),
  abs: unary(absolute),
  floor: unary(floor),
  ceil: unary(one => negate(floor(negate(one)))),
  round: (value, places) =>
    toValue(round(readDecimal(value), Number(atScale(floor(readDecimal(places)), 0)))),
}

/** The sum of values, each read as a number. */
export const sumOf = (values: readonly unknown[]): unknown =>
  toValue(values.reduce<Decimal>((total, value) => add(total, readDecimal(value)), whole(0n)))
