import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  status: oneOf('open', 'accepted', 'dismissed', 'withdrawn', 'applied'),
  template: text,
  kind: oneOf('ship', 'archive', 'add-variants', 'too-many-variants', 'check-tracking', 'drift'),
})
