import type { Org } from '../../../../runtime/catalog/catalog.ts'
import type { S3Sealing, S3Stored } from '../../s3/settings.ts'
import type { SourceOrg } from '../../sources/open-source.ts'
import type { SetupPart } from '../../sources/setup-schema.ts'
import type { Destination } from '../destination.ts'

/** Where an organisation's files go. */
export interface OpenPlace {
  readonly destination: Destination
  /** Whether the credentials are those of a role. It is taken on. @throws RefusedError */
  takeOnRole(): Promise<boolean>
  close(): void
}

/** Passed as a whole, so that tests export into a folder. */
export interface Places {
  sealing(org: Pick<Org, 'slug'>): S3Sealing
  /** What the owner of the bucket sets up. */
  setup(connection: S3Stored): readonly SetupPart[]
  /** @throws SourceError if the settings are not enough, or no longer allowed */
  open(org: SourceOrg, connection: S3Stored): Promise<OpenPlace>
}
