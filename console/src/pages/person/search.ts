import { searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  from: text,
  to: text,
  /** Id of the open decision or event. */
  open: text,
})
