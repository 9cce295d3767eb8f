/**
 * A number with decimals. JavaScript cannot tell 7.0 from 7, and Liquid prints them differently: a filter that
 * computes with decimals gives 7.0. The methods are those by which the engine compares values.
 */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  equals(other: unknown): boolean {
    return this.value === numberIn(other)
  }
  gt(other: unknown): boolean {
    return this.value > numberIn(other)
  }
  geq(other: unknown): boolean {
    return this.value >= numberIn(other)
  }
  lt(other: unknown): boolean {
    return this.value < numberIn(other)
  }
  leq(other: unknown): boolean {
    return this.value <= numberIn(other)
  }
  valueOf(): number {
    return this.value
  }
  toJSON(): number {
    return this.value
  }
  toString(): string {
    return formatFloat(this.value)
  }
}

const numberIn = (other: unknown): number =>
  other instanceof Float ? other.value : typeof other === 'number' ? other : Number.NaN

/** The decimal exponents from and to which a number is written without an exponent. */
const [PLAIN_MIN, PLAIN_MAX] = [-4, 15]

/** A number with decimals as Ruby writes it: 7.0, 0.1, 1.0e-05, 1.0e+16. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  const isPlain = exponent >= PLAIN_MIN && exponent <= PLAIN_MAX
  const text = isPlain ? plain(value) : mantissa
  const decimal = text.includes('.') ? text : `${text}.0`
  return isPlain ? decimal : `${decimal}e${power[0]}${power.slice(1).padStart(2, '0')}`
}

const plain = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
