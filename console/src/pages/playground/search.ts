import { searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  template: text,
  variant: text,
  decision: text,
  tracking: text,
})
