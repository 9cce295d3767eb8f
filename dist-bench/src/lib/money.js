const digitsByCurrency = new Map();
/** How many decimals a currency has (ISO 4217, from the runtime's own table): 2 for USD, 0 for JPY. */
export function currencyDigits(currency) {
    let digits = digitsByCurrency.get(currency);
    if (digits === undefined) {
        const format = new Intl.NumberFormat('en', { style: 'currency', currency });
        digits = format.resolvedOptions().maximumFractionDigits ?? 2;
        digitsByCurrency.set(currency, digits);
    }
    return digits;
}
/** Amounts beyond this many minor units are taken for mistakes; sums stay exact far beyond it. */
const MINOR_UNITS_MAX = 1e13;
/** A decimal amount as a whole number of minor units (39.95 USD is 3995), or null when it is no sane amount. */
export function toMinorUnits(amount, currency) {
    // Adding zero turns a negative zero into zero.
    const minor = Math.round(Number((amount * 10 ** currencyDigits(currency)).toPrecision(15))) + 0;
    return Math.abs(minor) <= MINOR_UNITS_MAX ? minor : null;
}
/** The inverse of `toMinorUnits`. */
export const fromMinorUnits = (minor, currency) => minor / 10 ** currencyDigits(currency);
/** An ISO 4217 shaped code in capitals, or null. */
export function readCurrency(text) {
    if (typeof text !== 'string')
        return null;
    const code = text.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? code : null;
}
