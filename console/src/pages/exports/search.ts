import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  tab: oneOf('runs', 'days', 'setup', 'settings'),
  run: text,
})
