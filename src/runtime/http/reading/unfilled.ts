import { whyNone } from '../../../core/ids/none.ts'
import { spell } from '../../../lib/spell.ts'

/** Under this key a body or a query has the sentences about its values that were not filled in. */
const UNFILLED = Symbol('values that were not filled in')

/** A body or a query. */
export interface Noted {
  [UNFILLED]?: readonly string[]
}

/** @param sentence undefined if there is nothing to note */
export function addNote(fields: Noted, sentence: string | undefined): void {
  if (sentence !== undefined) fields[UNFILLED] = [...(fields[UNFILLED] ?? []), sentence]
}

/** Sentences about numbers and booleans that were templates or placeholders. Such values count as absent. */
export const unfilledIn = (fields: Readonly<Record<string, unknown>> & Noted): readonly string[] =>
  fields[UNFILLED] ?? []

const SHOWN_MAX = 60

/** For a value that is neither a number nor a boolean where one should be; undefined if it is no placeholder either. */
export function whyUnfilled(name: string, value: unknown): string | undefined {
  const why = typeof value === 'string' ? whyNone(spell(value), 'message') : undefined
  return why === undefined
    ? undefined
    : `The ${name} "${String(value).slice(0, SHOWN_MAX)}" ${why}. It was ignored.`
}
