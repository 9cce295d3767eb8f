import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  show: oneOf('all', 'unmapped'),
  platform: text,
  /** The name whose meaning is open, together with `platform`. */
  open: text,
})
