/** 0.1234 as "12.3 %"; a dash for null. */
export const percent = (share: number | null | undefined, digits = 0): string =>
  share == null ? '–' : `${(100 * share).toFixed(digits)} %`

/** 0.1234 as "+12 %". */
export const signedPercent = (share: number | null | undefined): string =>
  share == null ? '–' : `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(0)} %`

/** 12345 as "12,345". */
export const whole = (count: number): string => count.toLocaleString('en')

/** A probability in whole per cent, but never 0 or 100. */
export function chance(share: number | null): string {
  if (share === null) return '–'
  if (share > 0.99) return '> 99 %'
  return share < 0.01 ? '< 1 %' : percent(share)
}

/** 1234.5 USD as "$1,235". */
export const money = (amount: number, currency: string): string =>
  amount === 0
    ? '–'
    : new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 }).format(amount)
