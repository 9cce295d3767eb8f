import { currencyDigits, isCurrency } from './currencies.ts'

/**
 * Decimals of currencies, by code, that an organisation's amounts are stored with where they differ from the table's:
 * amounts from before there was a table. Empty for most.
 */
export type KeptDigits = Readonly<Record<string, number>>

/** Larger amounts, in minor units, are treated as mistakes. Sums stay exact far above this limit. */
const MINOR_UNITS_MAX = 1e13

const unitOf = (currency: string, kept: KeptDigits): number =>
  10 ** (kept[currency] ?? currencyDigits(currency))

/** A decimal amount as a whole number of minor units (39.95 USD is 3995), or null if the amount is not plausible. */
export function toMinorUnits(amount: number, currency: string, kept: KeptDigits): number | null {
  // Adding zero turns a negative zero into zero.
  const minor = Math.round(Number((amount * unitOf(currency, kept)).toPrecision(15))) + 0
  return Math.abs(minor) <= MINOR_UNITS_MAX ? minor : null
}

/** The inverse of `toMinorUnits`. */
export const fromMinorUnits = (minor: number, currency: string, kept: KeptDigits): number =>
  minor / unitOf(currency, kept)

/** An ISO 4217 code in capitals, or null. */
export function readCurrency(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const code = text.trim().toUpperCase()
  return isCurrency(code) ? code : null
}
