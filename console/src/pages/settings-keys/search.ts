import { flag, searchOf } from '../../api/search.ts'

/** The search parameters of this page. `create`: the form for a new key is open. */
export const search = searchOf({ create: flag })
