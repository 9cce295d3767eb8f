import { flag, oneOf, searchOf, text } from '../../api/search.ts'
import { METRIC_NAMES } from '../../words/results/metrics.ts'

/** The search parameters of this page. */
export const search = searchOf({
  metric: oneOf(...METRIC_NAMES),
  range: oneOf('7d', '30d', '90d', 'all'),
  numbers: flag,
  at: text,
})
