import { numberInWords, percentInWords } from './numbers.ts'

interface Effect {
  readonly stops: readonly { readonly name: string; readonly share: number }[]
  readonly shares: readonly {
    readonly name: string
    readonly control: boolean
    readonly before: number
    readonly after: number
  }[]
  readonly status: string
  readonly algorithm: string
}

/** Names as a list: "Question and Benefit". */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= 1) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/**
 * What a change of traffic does, in numbers.
 * @param weekly messages of this template in the last seven days
 */
export function effectInWords(
  { stops, shares, status, algorithm }: Effect,
  weekly: number,
): readonly string[] {
  const control = shares.find(share => share.control)
  const gains = shares.filter(({ before, after }) => after - before > 0.005)
  return [
    ...(stops.length > 0
      ? [
          `${namesInWords(stops.map(({ name }) => name))} ${stops.length === 1 ? 'stops' : 'stop'}: ${ofWeekly(sum(stops.map(({ share }) => share)), weekly)}.`,
        ]
      : []),
    ...gains.map(
      ({ name, before, after }) =>
        `${name} goes from ${percentInWords(before)} to ${percentInWords(after)} of traffic, ${about(after, weekly)}.`,
    ),
    ...(control ? [`Control keeps ${percentInWords(control.after)}, ${about(control.after, weekly)}.`] : []),
    status === 'shipped'
      ? 'No new wording can be approved until somebody unlocks the template.'
      : algorithm === 'manual'
        ? 'Parley no longer moves the shares, until somebody resumes learning.'
        : 'Parley goes on learning, and new wordings compete with this one.',
  ]
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

const ofWeekly = (share: number, weekly: number): string =>
  weekly === 0 ? `${percentInWords(share)} of traffic` : about(share, weekly)

const about = (share: number, weekly: number): string =>
  weekly === 0
    ? 'with no messages in the last week'
    : `about ${numberInWords(Math.round(share * weekly))} of ${numberInWords(weekly)} messages a week`
