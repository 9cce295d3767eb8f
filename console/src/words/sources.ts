import { numberInWords } from './numbers.ts'
import { lengthInWords } from './time.ts'

type Status = 'never-seen' | 'live' | 'quiet' | 'failing'

export const HEALTH_WORDS: Readonly<Record<Status, string>> = {
  'never-seen': 'Never seen',
  live: 'Live',
  quiet: 'Quiet',
  failing: 'Failing',
}

export const HEALTH_TONES = {
  'never-seen': 'plain',
  live: 'positive',
  quiet: 'warning',
  failing: 'negative',
} as const satisfies Readonly<Record<Status, string>>

/**
 * How the sources of an organisation do, for the top bar. Sources that never reported do not count.
 * @returns the worst status, for the dot, and the sentence
 */
export function sourcesInWords(statuses: readonly Status[]): {
  readonly worst: Status
  readonly text: string
} {
  const seen = statuses.filter(status => status !== 'never-seen')
  const live = seen.filter(status => status === 'live').length
  if (seen.length === 0) return { worst: 'never-seen', text: 'No source yet' }
  const worst = seen.includes('failing') ? 'failing' : seen.includes('quiet') ? 'quiet' : 'live'
  if (live < seen.length) return { worst, text: `${live} of ${seen.length} sources live` }
  return { worst, text: seen.length === 1 ? '1 source live' : `All ${seen.length} sources live` }
}

interface Health {
  readonly status: Status
  readonly last_received_at: string | null
  readonly usual: {
    readonly gap_minutes: number
    readonly per_hour: { readonly low: number; readonly high: number }
  } | null
}

const MINUTE_MS = 60_000

/** The badge of a source: "Quiet: 5 h 48 min, usually 10 min". */
export function badgeInWords({ status, last_received_at, usual }: Health, now: number): string {
  const word = HEALTH_WORDS[status]
  if (last_received_at === null) return word
  const silence = lengthInWords(Math.max(0, now - Date.parse(last_received_at)))
  if (usual === null) return `${word}: last call ${silence} ago`
  return `${word}: ${silence}, usually ${lengthInWords(usual.gap_minutes * MINUTE_MS)}`
}

/** "usually 40 to 620 an hour while it reports". */
export function usualInWords(usual: Health['usual']): string {
  if (usual === null) return 'what is usual is not known yet'
  const { low, high } = usual.per_hour
  const range = low === high ? numberInWords(low) : `${numberInWords(low)} to ${numberInWords(high)}`
  return `usually ${range} an hour while it reports`
}
