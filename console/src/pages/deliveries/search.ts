import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  tab: oneOf('deliveries', 'transports'),
  state: text,
  transport: text,
  template: text,
  q: text,
  from: text,
  to: text,
  open: text,
})
