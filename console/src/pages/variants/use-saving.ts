import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import { type ApiProblem, toProblem } from '../../api/problem.ts'
import { announce } from '../../kit/announce.ts'
import { toast } from '../../kit/overlays/toast.tsx'
import { changesOf, contentOf, patchOf } from './content.ts'
import { type Place, useAdd, usePatch, variantQuery, versionsQuery } from './queries.ts'
import type { Draft } from './use-draft.ts'

export interface Saving {
  /** Saves what is written. With `approved`, also lets people get it. */
  readonly save: (status?: 'approved') => void
  readonly setStatus: (status: 'draft' | 'archived') => void
  readonly isPending: boolean
  /** Whether saving makes a new wording, because people got this one and its text changed. */
  readonly makesCopy: boolean
  /** Whether people got this text. */
  readonly isServed: boolean
  readonly savedAt: string | undefined
  /** Undefined too when somebody else has saved meanwhile: the page then shows both texts. */
  readonly refusal: ApiProblem | undefined
}

/** Saves a wording; or a copy of it, when people got its text. */
export function useSaving(place: Place, saved: VariantView, draft: Draft): Saving {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const versions = useQuery(versionsQuery(place, saved.id))
  const client = useQueryClient()
  const patch = usePatch(place, saved.id)
  const add = useAdd(place)
  const [savedAt, setSavedAt] = useState<string>()
  const before = contentOf(saved)
  const isServed = versions.data?.served === true
  const makesCopy = isServed && changesOf(before, draft.content).includes('vars')

  function copy() {
    const { name, vars } = draft.content
    const isRenamed = name !== saved.name
    add.mutate(
      { copyOf: saved.id, name: isRenamed ? name : `${name} (new)`, vars },
      {
        onSuccess({ id }) {
          draft.discard()
          toast('Saved as a new wording. Its figures start at zero; the old text keeps its own.')
          void navigate({ search: search => ({ ...search, v: id }) })
        },
      },
    )
  }

  function send(body: object, words: string) {
    patch.mutate(
      { body: { ...body }, etag: draft.etag },
      {
        onSuccess() {
          draft.discard()
          setSavedAt(new Date().toISOString())
          announce(words)
        },
        // Whatever was refused, the newest version shows why.
        onError: () => void client.invalidateQueries({ queryKey: variantQuery(place, saved.id).queryKey }),
      },
    )
  }

  const error = patch.error ?? add.error
  return {
    save(status) {
      if (makesCopy) copy()
      else if (draft.isDirty || status !== undefined)
        send(
          { ...patchOf(before, draft.content), ...(status && { status }) },
          status ? 'Saved and approved.' : 'Saved.',
        )
    },
    setStatus: status => send({ ...patchOf(before, draft.content), status }, `It is ${status} now.`),
    isPending: patch.isPending || add.isPending,
    makesCopy,
    isServed,
    savedAt,
    refusal: error === null ? undefined : toProblem(error),
  }
}
