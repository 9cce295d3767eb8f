import { HOUR_MS, inWords } from '../../../lib/duration.ts'
import type { Figures } from './figures-store.ts'
import type { SourceView } from './schema.ts'
import type { StoredSource } from './source.ts'

type Status = SourceView['health']['status']

/** A daily export brings a day soon after its end. Two hours more are for its job. */
export const LATE_AFTER_MS = 26 * HOUR_MS

type Scheduled = Pick<StoredSource, 'schedule' | 'is_paused'>

/** How a source is, and the same in a sentence. */
export function healthOf(
  source: Scheduled,
  figures: Figures,
  now: Date,
): { readonly status: Status; readonly message: string } {
  const status = statusOf(source, figures, now)
  return { status, message: MESSAGES[status](figures, now) }
}

function statusOf({ schedule, is_paused }: Scheduled, figures: Figures, now: Date): Status {
  const { lastRun, held, lastEventAt } = figures
  if (lastRun?.state === 'queued' || lastRun?.state === 'running') return 'running'
  if (is_paused) return 'paused'
  if (lastRun?.state === 'failed') return 'failing'
  if (held > 0) return 'held'
  if (schedule !== null && lastEventAt !== null && now.getTime() - lastEventAt.getTime() > LATE_AFTER_MS)
    return 'late'
  return lastRun === null ? 'never-run' : 'works'
}

const MESSAGES: Readonly<Record<Status, (figures: Figures, now: Date) => string>> = {
  'never-run': () => 'Parley has not read it yet.',
  running: ({ lastRun }) =>
    lastRun?.state === 'queued' ? 'A run waits for its turn.' : 'Parley is reading it now.',
  works: ({ waiting }) =>
    waiting === 0 ? 'Parley reads it.' : `Parley reads it. ${days(waiting)} not complete yet.`,
  held: ({ held }) =>
    `${days(held)} held back: the newest export differs too much, or cannot be read. Accept it, keep what was counted, or export it again.`,
  late: ({ lastEventAt }, now) =>
    `The newest event is ${inWords(now.getTime() - (lastEventAt?.getTime() ?? 0))} old. See whether the job that exports has run.`,
  failing: ({ lastRun }) => `The last run failed. ${lastRun?.failure ?? ''}`.trim(),
  paused: () => 'It is paused, so nothing is read.',
}

const days = (count: number): string => (count === 1 ? 'A day is' : `${count} days are`)
