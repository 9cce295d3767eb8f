import { numberInWords } from './numbers.ts'
import { leftInWords } from './time.ts'

interface Job {
  readonly state: 'running' | 'finished' | 'canceled' | 'failed'
  readonly total: number
  readonly done: number
  readonly failure: string | null
  readonly created_at: string
}

export interface JobWords {
  /** What it works on, in the plural: "deliveries". */
  readonly unit: string
  /** What it does with them: "queued again". */
  readonly verb: string
}

/**
 * The progress of a job as a sentence, with its rate and the time left as a range.
 * @param now milliseconds since the epoch
 */
export function jobInWords(
  { state, total, done, failure, created_at }: Job,
  { unit, verb }: JobWords,
  now: number,
): string {
  const count = numberInWords(done)
  if (state === 'finished') return `Done: ${count} ${unit} are ${verb}.`
  if (state === 'canceled') return `Cancelled: ${count} ${unit} were ${verb} before.`
  if (state === 'failed') return `Failed after ${count} ${unit}. ${failure ?? ''}`.trim()
  const of = `${count} of ${numberInWords(total)} ${unit} ${verb}`
  const seconds = (now - Date.parse(created_at)) / 1000
  if (done === 0 || seconds < 2) return `${of}.`
  const rate = done / seconds
  const left = (Math.max(0, total - done) / rate) * 1000
  return `${of}, ${numberInWords(rate)} a second, ${leftInWords(left)}.`
}
