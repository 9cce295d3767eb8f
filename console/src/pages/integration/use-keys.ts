import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { KeyView, NewKeyView } from '../../../../src/features/orgs/key-schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'

export type Scope = 'serve' | 'ingest'
type Key = Static<typeof KeyView>

export interface Keys {
  /** A key that was made on this page and whose secret is still known, by scope. */
  readonly made: Readonly<Partial<Record<Scope, Static<typeof NewKeyView>>>>
  /** The newest key with the scope, made earlier. */
  readonly known: (scope: Scope) => Key | undefined
  readonly make: (scope: Scope) => void
  readonly isMaking: boolean
  readonly error: unknown
}

/** The keys for the snippets. A secret stays in this page's memory until the page is left. */
export function useKeys(slug: string): Keys {
  const { org } = useParams({ from: '/o/$org' })
  const client = useQueryClient()
  const [made, setMade] = useState<Keys['made']>({})
  const { data } = useQuery({
    queryKey: [org, 'keys', 'snippets'],
    queryFn: ({ signal }) =>
      call<Page<Key>>('GET', path`/orgs/${org}/keys`, { query: { limit: 100 }, signal }),
  })
  const making = useMutation({
    mutationFn: (scope: Scope) =>
      call<Static<typeof NewKeyView>>('POST', path`/orgs/${org}/keys`, {
        body: { name: `${slug}-${scope}`, scopes: [scope] },
      }),
    onSuccess(key, scope) {
      setMade(known => ({ ...known, [scope]: key }))
      void client.invalidateQueries({ queryKey: [org, 'keys'] })
      void client.invalidateQueries({ queryKey: [org, 'platforms', slug] })
    },
  })
  return {
    made,
    known: scope =>
      data?.items
        .filter(({ scopes, name }) => scopes.includes(scope) && name.startsWith(slug))
        .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))[0],
    make: making.mutate,
    isMaking: making.isPending,
    error: making.error,
  }
}
