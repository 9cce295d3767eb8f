import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  tab: oneOf('overview', 'deliveries', 'edit'),
  state: oneOf('waiting', 'delivered', 'failed'),
  status: text,
  from: text,
  to: text,
  q: text,
  open: text,
  job: text,
})
