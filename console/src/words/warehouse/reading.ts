import type { Tone } from '../../kit/show/chip.tsx'
import { bytesInWords, numberInWords } from '../numbers.ts'
import { leftInWords, lengthInWords } from '../time.ts'

// Sources of the warehouse, their runs and their days.

type Status = 'never-run' | 'running' | 'works' | 'held' | 'late' | 'failing' | 'paused' | 'expiring'
export type RunState = 'queued' | 'running' | 'finished' | 'failed' | 'canceled'
type DayState = 'loaded' | 'waiting' | 'held' | 'accepted' | 'kept' | 'empty'

interface State {
  readonly text: string
  readonly tone: Tone
}

export const SOURCE_WORDS: Readonly<Record<Status, State>> = {
  'never-run': { text: 'Not read yet', tone: 'plain' },
  running: { text: 'Running', tone: 'accent' },
  works: { text: 'Working', tone: 'positive' },
  held: { text: 'Held back', tone: 'warning' },
  late: { text: 'Late', tone: 'warning' },
  failing: { text: 'Failing', tone: 'negative' },
  paused: { text: 'Paused', tone: 'plain' },
  expiring: { text: 'Credentials end', tone: 'warning' },
}

/** The same as the health of a platform, so that both are counted together. Paused ones do not count. */
export const SOURCE_HEALTH = {
  'never-run': 'never-seen',
  paused: 'never-seen',
  running: 'live',
  works: 'live',
  held: 'quiet',
  late: 'quiet',
  failing: 'failing',
  expiring: 'live',
} as const satisfies Readonly<Record<Status, string>>

export const RUN_WORDS: Readonly<Record<RunState, State>> = {
  queued: { text: 'Waiting', tone: 'plain' },
  running: { text: 'Running', tone: 'accent' },
  finished: { text: 'Finished', tone: 'positive' },
  failed: { text: 'Failed', tone: 'negative' },
  canceled: { text: 'Cancelled', tone: 'plain' },
}

export const DAY_WORDS: Readonly<Record<DayState, State>> = {
  loaded: { text: 'Read', tone: 'positive' },
  waiting: { text: 'Not complete', tone: 'plain' },
  held: { text: 'Held back', tone: 'warning' },
  accepted: { text: 'Accepted', tone: 'accent' },
  kept: { text: 'Old one kept', tone: 'plain' },
  empty: { text: 'No rows', tone: 'plain' },
}

const REASONS: Readonly<Record<string, string>> = {
  'no-event-name': 'without a name of the event',
  'no-time': 'without a time',
  'unreadable-time': 'with a time that cannot be read',
  'time-out-of-range': 'with a time out of range',
  'personal-data': 'with an address or a phone number',
  rejected: 'without any id',
}

/** Refused rows by reason: "12 without a time, 3 with a time out of range"; "None". */
export const refusedInWords = (refused: readonly { reason: string; count: number }[]): string =>
  refused.length === 0
    ? 'None'
    : refused.map(({ reason, count }) => `${numberInWords(count)} ${REASONS[reason] ?? reason}`).join(', ')

/** How far an export is behind: "15 min", "3 days"; "–" before the first event. */
export const latenessInWords = (seconds: number | null): string =>
  seconds === null ? '–' : lengthInWords(Math.max(0, seconds) * 1000)

/** The name of a partition as people say it: its day, or the file. */
export const dayInWords = (name: string): string => name.replace(/^event_date=/, '')

interface PlannedAndDone {
  readonly planned: number
  readonly done: number
}

/** "3 of 8". */
export const doneInWords = ({ planned, done }: PlannedAndDone, say = numberInWords): string =>
  done === planned ? say(done) : `${say(done)} of ${say(planned)}`

interface Run {
  readonly state: RunState
  readonly objects: PlannedAndDone
  readonly bytes: PlannedAndDone
  readonly rows: { readonly per_second: number | null }
  readonly seconds_left: number | null
}

/** How far a run is, in a sentence, with the time left as a range. */
export function progressInWords({ state, objects, bytes, rows, seconds_left }: Run): string {
  if (state === 'queued') return 'It waits for its turn.'
  if (objects.planned === 0) return state === 'running' ? 'It looks for what is new.' : 'Nothing was new.'
  const parts = [`${doneInWords(objects)} objects`, doneInWords(bytes, bytesInWords)]
  if (rows.per_second !== null) parts.push(`${numberInWords(rows.per_second)} rows a second`)
  if (seconds_left !== null) parts.push(leftInWords(seconds_left * 1000))
  return `${parts.join(', ')}.`
}

type ColumnUse = 'mapped' | 'property' | 'day' | 'ignored' | 'missing'

interface SeenColumn {
  readonly name: string
  readonly use: ColumnUse
  readonly field: string | null
}

export const COLUMN_WORDS: Readonly<Record<ColumnUse, State>> = {
  mapped: { text: 'Read', tone: 'positive' },
  property: { text: 'Kept', tone: 'positive' },
  day: { text: 'Day', tone: 'positive' },
  ignored: { text: 'Not read', tone: 'plain' },
  missing: { text: 'Missing', tone: 'warning' },
}

/** What became of a column of the files. */
export function columnInWords({ name, use, field }: SeenColumn): string {
  if (use === 'mapped') return field === name || field === null ? 'Under its own name.' : `As ${field}.`
  if (use === 'property') return 'As a property of the event.'
  if (use === 'day') return 'The day that is replaced as a whole.'
  if (use === 'ignored') return 'To keep it, name it under Other columns in the settings.'
  return REQUIRED.includes(field ?? name)
    ? 'Files without it cannot be read. Add it to the export, or say its name in the settings.'
    : 'Nothing is lost if the export never had it. If it has another name, say so in the settings.'
}

const REQUIRED = ['event_name', 'event_timestamp']

const NO_CHOICE = /^no-choice: (.*?) Say which counts/s

/** Whether the day waits until somebody has chosen which channel counts. */
export const waitsForChoice = (reason: string): boolean => NO_CHOICE.test(reason)

/** Why a day is held back. What the API and the command offer is left out: the page has it. */
export function heldInWords(reason: string): string {
  const [, why] = NO_CHOICE.exec(reason) ?? []
  return why === undefined ? reason : `${why} Choose for each which counts. The next run takes the day.`
}
