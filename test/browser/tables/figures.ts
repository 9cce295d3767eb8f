/** A figure as a page shows it, and by how much the true value may differ from it. */
interface Figure {
  readonly value: number
  readonly tolerance: number
}

/** What a cell must show of an answer: a text that it holds, its figures in their order, a moment, or no figure. */
export type Shown = string | number | readonly (number | null)[] | Date | null

export interface ShownCell {
  readonly text: string
  /** The moments of its <time> elements, in ISO 8601. */
  readonly times: readonly string[]
}

const SIGNED = /([<>]?)([+\u2212]?)(\d[\d\u2009\u202f]*)(\.\d+)?([\u2009\u202f]?%)?/g

/** Every figure of a text: "−1 204.5 %" is −12.045, give or take half of the last digit that is shown. */
export function figuresOf(text: string): readonly Figure[] {
  return [...text.matchAll(SIGNED)].map(([, bound = '', sign = '', whole = '', fraction = '', unit = '']) => {
    const scale = unit === '' ? 1 : 0.01
    const size = Number(`${whole.replaceAll(/[\u2009\u202f]/g, '')}${fraction}`) * scale
    const step = 10 ** -Math.max(0, fraction.length - 1) * scale
    // A chance of 99.9 % is shown as ">99 %".
    return { value: sign === '\u2212' ? -size : size, tolerance: bound === '' ? step / 2 : step }
  })
}

const ENDS_OF_INTERVALS = /(\S+) to ([^\s%]+)[\u2009\u202f]?%?/g

/** "4 to 21 %": both ends have the unit. */
const withUnits = (text: string): string => text.replaceAll(ENDS_OF_INTERVALS, '$1\u202f% to $2\u202f%')

const fits = ({ value, tolerance }: Figure, expected: number, times: number): boolean =>
  Math.abs(value - expected) <= tolerance * times * (1 + 1e-6) + 1e-12

/**
 * @param isOutward whether the ends of intervals are rounded outward: by up to a whole last digit
 * @returns what is wrong with the cell; undefined if it shows what is expected
 */
export function faultOf({ text, times }: ShownCell, expected: Shown, isOutward = false): string | undefined {
  const told = JSON.stringify(text)
  if (expected instanceof Date)
    return times.some(each => Date.parse(each) === expected.getTime())
      ? undefined
      : `${told} is not ${expected.toISOString()}`
  if (typeof expected === 'string') return text.includes(expected) ? undefined : `${told} lacks ${expected}`
  const figures = figuresOf(withUnits(text))
  const wanted = (typeof expected === 'number' ? [expected] : (expected ?? [])).filter(each => each !== null)
  if (figures.length !== wanted.length) return `${told} has ${figures.length} figures, not ${wanted.length}`
  const wrong = wanted.find((each, at) => {
    const figure = figures[at]
    return figure === undefined || !fits(figure, each, isOutward ? 2 : 1)
  })
  return wrong === undefined ? undefined : `${told} is not ${wrong}`
}
