import { searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  event: text,
  /** Absent: every platform. */
  platform: text,
  job: text,
})
