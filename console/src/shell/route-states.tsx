import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { PageHeader } from '../kit/page/page-header.tsx'
import { Empty } from '../kit/states/empty.tsx'
import { Failed } from '../kit/states/failed.tsx'
import { PageSkeleton } from '../kit/states/skeleton.tsx'
import { BareFrame } from './bare-frame.tsx'

/** While the code of a page loads, from 200 ms on. */
export const RoutePending = () => <PageSkeleton />

/** A page that threw: what happened, and again. The shell stays. */
export function RouteFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <>
      <PageHeader title="This page cannot be shown" />
      <Failed error={error} onRetry={retry} />
    </>
  )
}

export const NotFound = () => (
  <BareFrame title="Nothing is here">
    <Empty title="No page has this address">
      <p>
        A link may be cut off, or the thing may be deleted. <Link to="/">Go to Home</Link>
      </p>
    </Empty>
  </BareFrame>
)
