import { oneOf, searchOf, text } from '../../api/search.ts'

export const RANGES = ['1h', '24h', '7d', '30d'] as const
export type Range = (typeof RANGES)[number]

/** The search parameters of this page. */
export const search = searchOf({
  /** The log follows what arrives, unless it is paused by `0`. */
  live: oneOf('0', '1'),
  range: oneOf(...RANGES),
  from: text,
  to: text,
  platform: text,
  outcome: text,
  reason: text,
  event: text,
  template: text,
  /** Never an address: a person is named by a reference. */
  q: text,
  open: text,
  view: oneOf('normalised', 'raw', 'headers'),
})
export type EventsSearch = ReturnType<typeof search>
