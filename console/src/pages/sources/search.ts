import { oneOf, searchOf } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  tab: oneOf('webhooks', 'warehouse', 'shares', 'profile-writes'),
})
