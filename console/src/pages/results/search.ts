import { flag, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  metric: text,
  range: text,
  from: text,
  to: text,
  segment: text,
  numbers: flag,
  at: text,
})
