import { integer, searchOf, text } from '../../api/search.ts'

/** The search parameters of this page. */
export const search = searchOf({
  messages: integer,
  rate: text,
  wordings: integer,
  control: text,
  lift: text,
  template: text,
  days: integer,
})
