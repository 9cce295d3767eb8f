import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Permission } from '../../api/permission.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Failed } from './failed.tsx'
import { Forbidden } from './forbidden.tsx'
import { Skeleton } from './skeleton.tsx'
import { Stale } from './stale.tsx'

interface Props<Data> {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
  /** Stands for the content while it loads first. */
  readonly skeleton?: ReactNode
  /** What the call needs, for a refused one. */
  readonly needs?: Permission
}

/**
 * The states of a call, in their order: loading, refused, failed without data, failed with old data (which stays),
 * data. Whether the data is empty is for `children` to say: it never runs before data came.
 */
export function Loaded<Data>({ query, children, skeleton = <Skeleton />, needs = 'read' }: Props<Data>) {
  const { data, error, dataUpdatedAt } = query
  const retry = () => void query.refetch()
  if (error instanceof ApiProblem && error.status === 403) return <Forbidden needs={needs} />
  if (data === undefined) return error ? <Failed error={error} onRetry={retry} /> : skeleton
  return (
    <>
      {error && (
        <>
          <Stale since={new Date(dataUpdatedAt).toISOString()} />
          <Failed error={error} onRetry={retry} />
        </>
      )}
      {children(data)}
    </>
  )
}
