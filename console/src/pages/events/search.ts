import { flag, oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  live: flag,
  range: text,
  from: text,
  to: text,
  platform: text,
  outcome: text,
  reason: text,
  event: text,
  template: text,
  q: text,
  open: text,
  view: oneOf('normalised', 'raw', 'headers'),
})
