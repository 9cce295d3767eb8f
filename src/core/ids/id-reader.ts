import { type IdKind, passedOver, whyNone } from './none.ts'
import { spellAddress, spellUserId } from './spelling.ts'

/** Reads the ids of a request, and keeps a sentence for each that names nobody or nothing. */
export interface IdReader {
  /** The id in its one spelling, null if it names nobody or nothing. @param field its name, as the sender wrote it */
  readonly read: (field: string, text: string | null, kind: IdKind) => string | null
  readonly ignored: readonly string[]
}

export function createIdReader(): IdReader {
  const ignored: string[] = []
  return {
    ignored,
    read(field, text, kind) {
      if (text === null) return null
      const id = spellOf(text, kind)
      if (whyNone(id, kind) === undefined) return id
      ignored.push(passedOver(field, id, kind) ?? '')
      return null
    },
  }
}

function spellOf(text: string, kind: IdKind): string {
  if (kind === 'address') return spellAddress(text)
  return kind === 'person' ? spellUserId(text) : text
}
