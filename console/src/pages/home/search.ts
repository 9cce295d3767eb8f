import { flag, oneOf, searchOf } from '../../api/search.ts'
import { SORT_KEYS } from '../../words/results/template-order.ts'

/** The search parameters of this page. */
export const search = searchOf({
  range: oneOf('7d', '30d', '90d', 'all'),
  sort: oneOf(...SORT_KEYS),
  dir: oneOf('asc', 'desc'),
  checklist: flag,
})
