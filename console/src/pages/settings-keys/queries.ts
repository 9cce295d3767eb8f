import { queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { KeyView, NewKeyView } from '../../../../src/features/orgs/key-schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'

export type Key = KeyView
export type NewKey = Static<typeof NewKeyView>

export const keysQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'keys'],
    queryFn: ({ signal }) =>
      call<Page<Key>>('GET', path`/orgs/${org}/keys`, { query: { limit: 100 }, signal }),
    refetchInterval: 60_000,
  })
