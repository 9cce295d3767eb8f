const digitsByCurrency = new Map<string, number>()

/** How many decimals a currency has (ISO 4217, from the runtime's own table): 2 for USD, 0 for JPY. */
export function currencyDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency)
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
    digitsByCurrency.set(currency, digits)
  }
  return digits
}

/** Larger amounts, in minor units, are treated as mistakes. Sums stay exact far above this limit. */
const MINOR_UNITS_MAX = 1e13

/** A decimal amount as a whole number of minor units (39.95 USD is 3995), or null if the amount is not plausible. */
export function toMinorUnits(amount: number, currency: string): number | null {
  // Adding zero turns a negative zero into zero.
  const minor = Math.round(Number((amount * 10 ** currencyDigits(currency)).toPrecision(15))) + 0
  return Math.abs(minor) <= MINOR_UNITS_MAX ? minor : null
}

/** The inverse of `toMinorUnits`. */
export const fromMinorUnits = (minor: number, currency: string): number =>
  minor / 10 ** currencyDigits(currency)

/** A code in capitals with the shape of an ISO 4217 code, or null. */
export function readCurrency(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const code = text.trim().toUpperCase()
  return /^[A-Z]{3}$/.test(code) ? code : null
}
