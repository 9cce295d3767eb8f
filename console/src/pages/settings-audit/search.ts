import { oneOf, searchOf, text } from '../../api/search.ts'
import { RANGES } from '../../kit/controls/date-range.tsx'

export const STATES = ['done', 'refused', 'failed', 'started'] as const

/** The search parameters of this page. */
export const search = searchOf({
  actor: text,
  action: text,
  object: text,
  state: oneOf(...STATES),
  range: oneOf(...RANGES),
})
