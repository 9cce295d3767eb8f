import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  tab: oneOf('deliveries', 'transports'),
  state: oneOf('queued', 'sending', 'sent', 'unknown', 'dead', 'canceled'),
  transport: oneOf('cio', 'ajo', 'smtp'),
  template: text,
  reason: text,
  /** A request id. Addresses never stand in an address. */
  q: text,
  from: text,
  to: text,
  open: text,
  job: text,
})
