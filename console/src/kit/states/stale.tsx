import type { ReactNode } from 'react'
import { Age } from '../show/age.tsx'
import { Banner } from '../show/banner.tsx'

/** Says that what stands below is old: the newest call failed, or data came no more. */
export const Stale = ({ since, children }: { readonly since: string; readonly children?: ReactNode }) => (
  <Banner tone="warning">
    What you see is from <Age at={since} />. {children}
  </Banner>
)
