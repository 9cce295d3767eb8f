import { oneOf, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  v: text,
  mode: oneOf('edit', 'compare', 'compact'),
  compare: text,
  as: text,
  device: oneOf('phone', 'desktop', 'plain'),
})
