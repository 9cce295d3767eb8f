import { flag, oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  range: oneOf('7d', '30d', '90d', 'all'),
  sort: text,
  dir: oneOf('asc', 'desc'),
  /** The first steps are shown, although they were closed. */
  checklist: flag,
})
