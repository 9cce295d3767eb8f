import type { Finding } from '../../../core/platforms/vendor.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Import, Imported } from '../import-files.ts'
import type { Plan } from '../load-each.ts'
import type { Loading } from '../loading.ts'
import type { SetupPart } from './setup-schema.ts'

export type SourceOrg = Pick<Org, 'id' | 'slug'>

export interface SourceImport extends Import {
  /** Called once, before anything is fetched. */
  readonly onPlan: (plan: Plan) => void
  /** Called when an object has been fetched. */
  readonly onFetched: (bytes: number) => void
}

/** A source of some kind, ready to be used. */
export interface OpenSource {
  /** Imports what has changed, partition by partition. @throws SourceError */
  import(loading: Loading, given: SourceImport): AsyncGenerator<Imported>
  /** Asks with the stored credentials, and changes nothing. */
  verify(): Promise<readonly Finding[]>
  /** What the customer has to set up. */
  setup(): readonly SetupPart[]
}
