import { searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  to: text,
  // Why the identity provider did not sign in.
  oidc: text,
})
