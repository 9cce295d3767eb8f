import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { TemplatePage } from '../../../../src/features/templates/schema.ts'
import { type CallOptions, call, path } from '../../api/call.ts'

/** The templates that fit, in the order asked for, in pages. */
export const listQuery = (org: string, asked: NonNullable<CallOptions['query']>) =>
  infiniteQueryOptions({
    queryKey: [org, 'templates', 'pages', asked],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal, pageParam }) =>
      call<Static<typeof TemplatePage>>('GET', path`/orgs/${org}/templates`, {
        query: { ...asked, limit: 100, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
