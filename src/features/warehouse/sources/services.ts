import type { Clock } from '../../../lib/clock.ts'
import type { Access } from '../../../runtime/catalog/access.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { Kinds } from './kinds.ts'

export interface SourceServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly kinds: Kinds
  /** Called when a run has been queued. */
  readonly onQueued: () => void
}
