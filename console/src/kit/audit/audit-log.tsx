import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type AuditQuery, auditQuery } from '../../api/audit-queries.ts'
import { Loaded } from '../states/loaded.tsx'
import { LoadMore } from '../table/load-more.tsx'
import { AuditTable } from './audit-table.tsx'

interface Props {
  readonly org: string
  readonly filter: AuditQuery
  readonly caption: string
  /** What is shown if no entry fits the filter. */
  readonly empty: ReactNode
}

/** The entries of the audit log, newest first, page after page. */
export function AuditLog({ org, filter, caption, empty }: Props) {
  const log = useInfiniteQuery(auditQuery(org, filter))
  return (
    <Loaded query={log}>
      {({ pages }) => {
        const entries = pages.flatMap(({ items }) => items)
        if (entries.length === 0) return empty
        return (
          <AuditTable
            caption={caption}
            entries={entries}
            foot={
              <LoadMore
                shown={entries.length}
                unit="changes"
                hasMore={log.hasNextPage}
                isLoading={log.isFetchingNextPage}
                onMore={() => void log.fetchNextPage()}
              />
            }
          />
        )
      }}
    </Loaded>
  )
}
