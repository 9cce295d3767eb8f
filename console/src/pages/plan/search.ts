import { integer, searchOf, text } from '../../api/search.ts'

/** A plan, and up to three pinned ones, each in one parameter. */
export const search = searchOf({
  messages: integer,
  rate: text,
  wordings: integer,
  control: text,
  lift: text,
  template: text,
  days: integer,
  pin1: text,
  pin2: text,
  pin3: text,
})
