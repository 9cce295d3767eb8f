import type { Finding } from '../../../core/platforms/vendor.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { SetupPart } from './schema.ts'

export type SourceOrg = Pick<Org, 'id' | 'slug'>

/** A source of some kind, ready to be used. */
export interface OpenSource {
  /** Asks with the stored credentials, and changes nothing. */
  verify(): Promise<readonly Finding[]>
  /** What the customer has to set up. */
  setup(): readonly SetupPart[]
}
