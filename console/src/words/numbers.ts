// How the console writes figures: minus is U+2212; a thin space, where no line breaks, stands in thousands and before %.

const THIN = '\u202f'
const MINUS = '\u2212'

const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))/g, THIN)
const signed = (value: number, text: string, isSigned: boolean): string =>
  value < 0 ? `${MINUS}${text}` : isSigned && value > 0 ? `+${text}` : text

/** A count or another number: "42 060". @param digits after the point */
export function numberInWords(value: number, digits = 0): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.')
  const text = grouped(whole) + (fraction === undefined ? '' : `.${fraction}`)
  return signed(Number(value.toFixed(digits)), text, false)
}

/** A share as per cent: 0.0695 is "6.95 %" with two digits. @param isSigned whether a plus is written */
export function percentInWords(fraction: number, digits = 0, isSigned = false): string {
  const per = fraction * 100
  return signed(Number(per.toFixed(digits)), `${grouped(Math.abs(per).toFixed(digits))}${THIN}%`, isSigned)
}

/** A round figure without zeros after its point, for the ends and ticks of an axis: "60.0 %" is "60 %". */
export const roundInWords = (text: string): string => text.replace(/\.0+(?!\d)/, '')

/** A chance: never 0 % and never 100 %, which no data can show. */
export function chanceInWords(chance: number): string {
  if (chance > 0.99) return `>99${THIN}%`
  if (chance < 0.01) return `<1${THIN}%`
  return percentInWords(chance)
}

/** An amount with its currency: "1 204.50 EUR". @param digits of the currency; as many as the amount needs, up to 2 */
export const moneyInWords = (amount: number, currency: string, digits = 2): string =>
  `${numberInWords(amount, digits)}${THIN}${currency}`

/** A size: "1.1 kB". Units of 1000 bytes. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes}${THIN}B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${numberInWords(value, value < 100 ? 1 : 0)}${THIN}${units[step - 1]}`
}

/**
 * A sentence of the server with its figures as the console writes them, so that none breaks over two lines: "3,607" is
 * "3 607", and "21.7 %" keeps its unit. What stands in quotation marks is somebody's own text, and stays.
 */
export const sentenceOfServer = (sentence: string): string =>
  sentence
    .split(/([“"][^”"]*[”"])/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, THIN).replaceAll(/(?<=\d) (?=%)/g, THIN),
    )
    .join('')
