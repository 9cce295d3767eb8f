import { flag, oneOf, searchOf, text } from '../../api/search.ts'
import { isOwn, METRIC_NAMES, type Metric } from '../../words/results/metrics.ts'

/** A metric of every organisation, or one of this organisation. */
const metric = (given: string): Metric | undefined =>
  METRIC_NAMES.find(name => name === given) ?? (isOwn(given) ? given : undefined)

/** The search parameters of this page. */
export const search = searchOf({
  metric,
  range: oneOf('7d', '30d', '90d', 'all'),
  numbers: flag,
  at: text,
  segment: text,
})
