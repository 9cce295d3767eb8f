import { oneOf, searchOf, text } from '../../api/search.ts'
import { SORT_KEYS } from '../../words/results/template-order.ts'

/** The search parameters of this page. */
export const search = searchOf({
  q: text,
  status: oneOf('draft', 'active', 'shipped', 'archived'),
  channel: text,
  platform: text,
  sort: oneOf(...SORT_KEYS),
  dir: oneOf('asc', 'desc'),
})
