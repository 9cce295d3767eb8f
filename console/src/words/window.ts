import { numberInWords } from './numbers.ts'

/** In days after a message. */
export interface AttributionWindow {
  readonly offset: number
  readonly lookback: number
}

export type Verdict = 'too-early' | 'counts' | 'too-late'

/** Whether a conversion counts that happens some days after its message: the rule of the server. */
export const verdictOn = (day: number, { offset, lookback }: AttributionWindow): Verdict =>
  day < offset ? 'too-early' : day > lookback ? 'too-late' : 'counts'

const digits = (days: number): number => (Number.isInteger(days) ? 0 : 2)

export const daysInWords = (days: number): string =>
  `${numberInWords(days, digits(days))} ${days === 1 ? 'day' : 'days'}`

/** The window as one sentence. */
export function windowInWords({ offset, lookback }: AttributionWindow): string {
  if (lookback <= offset) return 'No conversion can count: the window ends before it begins.'
  const until = `until ${daysInWords(lookback)} after its message`
  return offset === 0
    ? `A conversion counts from the start ${until}.`
    : `A conversion counts from ${daysInWords(offset)} ${until}.`
}

/** The days at which the picture shows a conversion. */
export const SAMPLE_DAYS = [1, 10, 20] as const

const SAID: Readonly<Record<Verdict, string>> = {
  'too-early': 'does not count: too early',
  counts: 'counts',
  'too-late': 'does not count: too late',
}

export const verdictInWords = (verdict: Verdict): string => SAID[verdict]

/** What another window changes, one sentence for each sample day whose conversion counts no longer or from now on. */
export function consequences(before: AttributionWindow, after: AttributionWindow): readonly string[] {
  return SAMPLE_DAYS.flatMap(day => {
    const [was, is] = [verdictOn(day, before), verdictOn(day, after)]
    if ((was === 'counts') === (is === 'counts')) return []
    return [
      is === 'counts'
        ? `A conversion on day ${day} did not count and will.`
        : `A conversion on day ${day} counted and will not.`,
    ]
  })
}
