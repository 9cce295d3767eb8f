import type { Tone } from '../../kit/show/chip.tsx'
import { numberInWords, percentInWords } from '../numbers.ts'

// Webhooks and exports that report the same events.

type Channel = 'webhook' | 'warehouse'

export interface Choice {
  readonly event: string
  readonly platform?: string | null
  readonly channel: Channel
  readonly since?: string | null
}

interface Reporter {
  readonly platform: string
  readonly webhook: number
  readonly warehouse: number
  readonly choice: Choice | null
}

export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  webhook: 'Webhooks',
  warehouse: 'Exports',
}

/** Which channel counts, of one choice: "Exports"; "Exports from 2026-03-01, webhooks before". */
export function choiceInWords({ channel, since }: Choice): string {
  if (since == null) return CHANNEL_WORDS[channel]
  const other = channel === 'webhook' ? 'exports' : 'webhooks'
  return `${CHANNEL_WORDS[channel]} from ${since.slice(0, 10)}, ${other} before`
}

/** Which channel counts for a name. */
export function countsInWords(reporters: readonly Reporter[]): {
  readonly text: string
  readonly tone: Tone
} {
  if (reporters.some(isOpen)) return { text: 'Nobody has chosen', tone: 'warning' }
  const texts = new Set(reporters.map(countingInWords))
  const [only = ''] = texts
  return { text: texts.size === 1 ? only : 'Differs by platform', tone: 'plain' }
}

/** Both report it, and nobody has chosen. */
const isOpen = ({ choice, webhook, warehouse }: Reporter): boolean =>
  choice === null && webhook > 0 && warehouse > 0

/** Which channel counts for one who reports it. */
export const countingInWords = ({ choice, warehouse }: Reporter): string =>
  choice === null ? CHANNEL_WORDS[warehouse > 0 ? 'warehouse' : 'webhook'] : choiceInWords(choice)

/** Exports minus webhooks: "+24", "−9", "0". */
export const differenceInWords = (difference: number): string =>
  `${difference > 0 ? '+' : ''}${numberInWords(difference)}`

interface Day {
  readonly webhook: number
  readonly warehouse: number
  readonly both: number | null
}

/** How far both agree, in a sentence: on the days on which both report. */
export function agreementInWords(days: readonly Day[]): string {
  const shared = days.filter(({ webhook, warehouse }) => webhook > 0 && warehouse > 0)
  if (shared.length === 0) return 'On no day do both report it, so there is nothing to compare.'
  let [both, all] = [0, 0]
  for (const day of shared) {
    if (day.both === null) continue
    both += day.both
    all += day.webhook + day.warehouse - day.both
  }
  if (all === 0) return 'Parley compares single events once somebody has chosen which of them counts.'
  const share = percentInWords(Math.floor((both / all) * 1000) / 1000, 1)
  const when = shared.length === 1 ? 'On the one day' : `On the ${numberInWords(shared.length)} days`
  return `${when} that both report, ${share} of the events are in both: ${numberInWords(both)} of ${numberInWords(all)}.`
}

interface Wanted {
  readonly event: string
  /** Null: every platform. */
  readonly platform: string | null
  readonly channel: Channel
  /** A day in UTC; null: for all events. */
  readonly since: string | null
}

/** The choices with a new one for a name. One for every platform replaces those for single ones. */
export function withChoice(
  present: readonly Choice[],
  { event, platform, channel, since }: Wanted,
): readonly Choice[] {
  const isOf = (choice: Choice): boolean =>
    choice.event.trim().toLowerCase() === event.toLowerCase() &&
    (platform === null || (choice.platform ?? null) === platform)
  const made = { event, platform, channel, ...(since !== null && { since: `${since}T00:00:00Z` }) }
  return [...present.filter(choice => !isOf(choice)), made]
}

/** An export in custom names may hold any platform's events. */
const ANY_PLATFORM = 'events'

/** The platform that a choice is most likely about: that of the export, as Parley itself would choose. */
export function likelyPlatform(reporters: readonly Reporter[]): string | null {
  const own = reporters.map(({ choice }) => choice?.platform ?? null).find(platform => platform !== null)
  if (own !== undefined && own !== null) return own
  const exporting = [
    ...new Set(reporters.filter(({ warehouse }) => warehouse > 0).map(({ platform }) => platform)),
  ]
  const [only] = exporting
  return exporting.length === 1 && only !== undefined && only !== ANY_PLATFORM ? only : null
}
