import { searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  actor: text,
  action: text,
  object: text,
  from: text,
  to: text,
  open: text,
})
