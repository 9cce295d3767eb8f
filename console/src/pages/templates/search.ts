import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  q: text,
  status: text,
  channel: text,
  platform: text,
  sort: text,
  dir: oneOf('asc', 'desc'),
})
