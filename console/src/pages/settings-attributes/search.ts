import { flag, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. `open`: the rule in the editor. `create`: a new one. */
export const search = searchOf({ open: text, create: flag })
