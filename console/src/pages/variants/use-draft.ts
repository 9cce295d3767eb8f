import { useState } from 'react'
import { keep, readKept, useKept } from '../../kit/kept.ts'
import { type Content, isKeptDraft, isSame, type KeptDraft } from './content.ts'
import type { Place } from './queries.ts'

export interface Draft {
  readonly content: Content
  readonly change: (part: Partial<Content>) => void
  readonly isDirty: boolean
  /** The tag of the version that is being changed. */
  readonly etag: string | null
  /** When the text that was found in this browser was written; undefined once it is saved or discarded. */
  readonly foundFrom: string | undefined
  readonly discard: () => void
  /** Goes on from a newer version: with the same text, when somebody else has saved one. */
  readonly rebase: (etag: string | null) => void
}

/** The name under which a browser keeps the unsaved text of a wording. */
export const draftName = ({ org, template }: Place, variant: string): string =>
  `parley.draft.${org}.${template}.${variant}`

/**
 * The unsaved text of a wording. This browser keeps it, every two seconds. A text that was begun on an older version
 * keeps the tag of that version, so that saving it finds the change of others.
 */
export function useDraft(name: string, saved: Content, savedTag: string | null): Draft {
  const [found] = useState(() => readKept(name, isKeptDraft))
  const [draft, setDraft] = useState<KeptDraft | undefined>(found)
  const isDirty = draft !== undefined && !isSame(draft.content, saved)
  useKept(name, isDirty ? draft : undefined)
  const content = draft?.content ?? saved
  const etag = isDirty ? draft.etag : savedTag
  return {
    content,
    change: part => setDraft({ content: { ...content, ...part }, etag, at: new Date().toISOString() }),
    isDirty,
    etag,
    foundFrom: isDirty && draft === found ? found?.at : undefined,
    discard() {
      setDraft(undefined)
      keep(name, undefined)
    },
    rebase: tag => setDraft({ content, etag: tag, at: new Date().toISOString() }),
  }
}
