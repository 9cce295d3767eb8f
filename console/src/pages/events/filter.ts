import type { Interval } from '../../../../src/features/inbound-log/summary/schema.ts'
import type { EventsSearch, Range } from './search.ts'

const HOUR_MS = 3_600_000

/** The lengths of bars. */
export const LENGTH_MS: Readonly<Record<Interval, number>> = {
  minute: 60_000,
  'five-minutes': 300_000,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
}

const RANGE_MS: Readonly<Record<Range, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
}

/** The filters of the list, as the API takes them. A range that ends now has no `to`. */
export type Filter = Readonly<
  Record<'platform' | 'outcome' | 'reason' | 'event' | 'template' | 'q', string | undefined>
>

export const filterOf = ({ platform, outcome, reason, event, template, q }: EventsSearch): Filter => ({
  platform,
  outcome,
  reason,
  event,
  template,
  q,
})

export const isFiltered = (search: EventsSearch): boolean =>
  Object.values(filterOf(search)).some(value => value !== undefined)

/** Whether new calls belong to what the page shows, and the user has not paused. */
export const isLive = ({ live, to }: EventsSearch): boolean => live !== '0' && to === undefined

export interface Period {
  readonly from: string
  /** Undefined: until now. */
  readonly to: string | undefined
}

/** The period of the page. A range begins at a whole minute, so that the same page asks the same question. */
export function periodOf({ range = '1h', from, to }: EventsSearch, now: number): Period {
  const begin = new Date(Math.floor(((to ? Date.parse(to) : now) - RANGE_MS[range]) / 60_000) * 60_000)
  return { from: from ?? begin.toISOString(), to }
}

const STEPS: readonly (readonly [upToMs: number, interval: Interval])[] = [
  [3 * HOUR_MS, 'minute'],
  [30 * HOUR_MS, 'five-minutes'],
  [14 * 24 * HOUR_MS, 'hour'],
]

/** The length of a bar, so that there are some dozens or hundreds of bars. */
export function intervalOf({ from, to }: Period, now: number): Interval {
  const length = (to === undefined ? now : Date.parse(to)) - Date.parse(from)
  return STEPS.find(([upTo]) => length <= upTo)?.[1] ?? 'day'
}

/** A text that may be an address must not be in a URL. */
export const mayBeAddress = (text: string): boolean => text.includes('@')

/** Whether the page shows the last hour, of which the stream tells the counts. */
export const isHourUntilNow = ({ range = '1h', from, to }: EventsSearch): boolean =>
  range === '1h' && from === undefined && to === undefined
