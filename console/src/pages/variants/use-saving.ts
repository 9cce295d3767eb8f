import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import { type ApiProblem, toProblem } from '../../api/problem.ts'
import { announce } from '../../kit/announce.ts'
import { toast } from '../../kit/overlays/toast.tsx'
import { changesOf, contentOf, patchOf } from './content.ts'
import { type Place, usePatch, useRefresh, versionsQuery } from './queries.ts'
import type { Draft } from './use-draft.ts'

export interface Saving {
  /** Saves what is written. With `approved`, also lets people get it. */
  readonly save: (status?: 'approved') => void
  readonly setStatus: (status: 'draft' | 'archived') => void
  readonly isPending: boolean
  /** The number of messages that had this text, if saving makes a new version because of them; else 0. */
  readonly servedTo: number
  readonly savedAt: string | undefined
  /** Undefined too when somebody else has saved meanwhile: the page then shows both texts. */
  readonly refusal: ApiProblem | undefined
}

/** Saves a wording. When people got its text, a changed one is a new version, and the page goes there. */
export function useSaving(place: Place, saved: VariantView, draft: Draft): Saving {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const versions = useQuery(versionsQuery(place, saved.id))
  const patch = usePatch(place, saved.id)
  const refresh = useRefresh(place)
  const [savedAt, setSavedAt] = useState<string>()
  const before = contentOf(saved)
  const isNewText = changesOf(before, draft.content).includes('vars')

  function goTo(id: string) {
    draft.discard()
    toast('Saved as a new version. Its figures start at zero; the former text keeps its own.')
    void navigate({ search: search => ({ ...search, v: id }) }).then(refresh)
  }

  function send(body: object, words: string) {
    patch.mutate(
      { body: { ...body }, etag: draft.etag },
      {
        onSuccess({ answer: { id } }) {
          if (id !== saved.id) {
            goTo(id)
            return
          }
          draft.discard()
          setSavedAt(new Date().toISOString())
          announce(words)
        },
        // Whatever was refused, the newest version shows why.
        onError: () => void refresh(),
      },
    )
  }

  return {
    save(status) {
      if (draft.isDirty || status !== undefined)
        send(
          { ...patchOf(before, draft.content), ...(status && { status }) },
          status ? 'Saved and approved.' : 'Saved.',
        )
    },
    setStatus: status => send({ ...patchOf(before, draft.content), status }, `It is ${status} now.`),
    isPending: patch.isPending,
    servedTo: isNewText ? (versions.data?.messages ?? 0) : 0,
    savedAt,
    refusal: patch.error === null ? undefined : toProblem(patch.error),
  }
}
