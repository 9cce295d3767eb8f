import { infiniteQueryOptions } from '@tanstack/react-query'
import type { AuditEntry, AuditFilter } from '../../../src/features/audit/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'

export type AuditQuery = { readonly [Name in keyof AuditFilter]?: AuditFilter[Name] | undefined }

/** The audit log, newest first, page after page. */
export const auditQuery = (org: string, filter: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: [org, 'audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      call<Page<AuditEntry>>('GET', path`/orgs/${org}/audit`, {
        query: { ...filter, limit: 50, cursor: pageParam },
        signal,
      }),
    getNextPageParam: page => page.next_cursor ?? undefined,
  })
