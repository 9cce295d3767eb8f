import { Float } from './float.ts'

/**
 * An exact number: digits × 10^-scale. Liquid computes whole numbers as whole numbers, and all others as decimals, so
 * 0.07 × 100 is 7.0 and never 7.000000000000001.
 */
export interface Decimal {
  readonly digits: bigint
  /** At least 0. */
  readonly scale: number
  readonly isWhole: boolean
}

/** Larger numbers are refused: computing with them could take all time. */
const LENGTH_MAX = 400

const DECIMAL = /^-?\d+\.\d+$/
const WHOLE = /^\s*[+-]?\d+/
const NUMBER = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/

/**
 * The number in a value, as Liquid reads it: texts by the digits they begin with, all other values as 0.
 * @throws if it is not finite or has too many digits
 */
export function readDecimal(value: unknown): Decimal {
  if (value instanceof Float) return fromText(String(value.value), false)
  if (typeof value === 'number') return fromText(String(value), Number.isInteger(value) && isPlain(value))
  if (typeof value !== 'string') return whole(0n)
  const text = value.trim()
  if (DECIMAL.test(text)) return fromText(text, false)
  return fromText(WHOLE.exec(text)?.[0].replace('+', '') ?? '0', true)
}

export const whole = (digits: bigint): Decimal => ({ digits, scale: 0, isWhole: true })

/** Beyond this, whole numbers are written with an exponent, and are decimals in Liquid. */
const isPlain = (value: number): boolean => Math.abs(value) < 1e21

function fromText(text: string, isWhole: boolean): Decimal {
  if (text.length > LENGTH_MAX) throw new Error(`a number has more than ${LENGTH_MAX} digits`)
  const [, before, after = '', power = '0'] = NUMBER.exec(text) ?? []
  if (before === undefined) throw new Error(`${text} is not a number`)
  const scale = after.length - Number(power)
  const digits = BigInt(before + after)
  return scale < 0
    ? { digits: digits * 10n ** BigInt(-scale), scale: 0, isWhole }
    : { digits, scale, isWhole }
}

/** The digits of both numbers at the same scale. */
export function align(one: Decimal, other: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(one.scale, other.scale)
  return [atScale(one, scale), atScale(other, scale), scale]
}

export const atScale = ({ digits, scale }: Decimal, wanted: number): bigint =>
  digits * 10n ** BigInt(wanted - scale)

/** Divides and rounds down, as Ruby does also for negative numbers. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const isExact = quotient * divisor === dividend
  return isExact || dividend < 0n === divisor < 0n ? quotient : quotient - 1n
}

/**
 * The value for Liquid: whole numbers as numbers, or as text if a number would lose digits; others as floats.
 * @throws if the number is too large
 */
export function toValue({ digits, scale, isWhole }: Decimal): number | string | Float {
  if (isWhole) {
    const number = Number(digits)
    return Number.isSafeInteger(number) ? number : String(digits)
  }
  const number = Number(`${digits}e${-scale}`)
  if (!Number.isFinite(number)) throw new Error('a number is too large')
  return new Float(number)
}
