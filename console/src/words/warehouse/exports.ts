import type { Tone } from '../../kit/show/chip.tsx'
import { numberInWords } from '../numbers.ts'

// The daily export to the organisation's own bucket.

interface State {
  readonly text: string
  readonly tone: Tone
}

type DayState = 'exported' | 'changed' | 'waiting' | 'closed'

export const EXPORT_DAY_WORDS: Readonly<Record<DayState, State & { readonly meaning: string }>> = {
  exported: { text: 'Exported', tone: 'positive', meaning: 'The files are as the day is in Parley.' },
  changed: {
    ...{ text: 'Changed', tone: 'warning' },
    meaning: 'Something of the day has changed since. The next run writes it again.',
  },
  waiting: { text: 'Waits', tone: 'plain', meaning: 'The next run exports it.' },
  closed: {
    ...{ text: 'Final', tone: 'plain' },
    meaning: 'Parley deletes events of that age. The files stay as they are.',
  },
}

interface Run {
  readonly state: 'queued' | 'running' | 'finished' | 'failed'
  readonly planned_days: number
  readonly days: readonly unknown[]
}

interface Export {
  readonly paused: boolean
  readonly days: { readonly exported: number; readonly due: number }
  readonly last_run: Run | null
}

/** How the export does, in a word. */
export function exportStatus({ paused, last_run }: Export): State {
  if (last_run?.state === 'queued' || last_run?.state === 'running')
    return { text: 'Running', tone: 'accent' }
  if (paused) return { text: 'Paused', tone: 'plain' }
  if (last_run === null) return { text: 'Not run yet', tone: 'plain' }
  return last_run.state === 'failed'
    ? { text: 'Failing', tone: 'negative' }
    : { text: 'Working', tone: 'positive' }
}

/** What lies in the bucket, in a sentence. */
export function exportInWords({ paused, days: { exported, due } }: Export): string {
  const lies = exported === 1 ? 'One day is exported.' : `${numberInWords(exported)} days are exported.`
  if (due === 0) return exported === 0 ? 'No day is over yet.' : lies
  const waits = due === 1 ? 'one waits' : `${numberInWords(due)} wait`
  const until = paused ? 'until you resume' : 'for the next run'
  return exported === 0
    ? `No day is exported yet: ${waits} ${until}.`
    : `${lies.slice(0, -1)}, ${waits} ${until}.`
}

/** How far a run is. */
export function exportRunInWords({ state, planned_days, days }: Run): string {
  if (state === 'queued') return 'It waits for its turn.'
  if (state === 'finished' && planned_days === 0) return 'Nothing had changed.'
  return `${numberInWords(days.length)} of ${numberInWords(planned_days)} ${planned_days === 1 ? 'day' : 'days'}.`
}
