import { openS3 } from '../s3/kind.ts'
import type { S3Services } from '../s3/services.ts'
import type { Sealing } from './connections.ts'
import type { OpenSource, SourceOrg } from './open-source.ts'
import type { StoredSource } from './source.ts'

export interface Kinds {
  sealing(org: SourceOrg): Sealing
  open(org: SourceOrg, source: StoredSource): OpenSource
}

/** What each kind of source can do. */
export function createKinds(services: S3Services): Kinds {
  return {
    sealing: ({ slug }) => ({ ...services, orgSlug: slug }),
    open(org, { connection, reading }) {
      switch (connection.kind) {
        case 's3':
          return openS3(services, org, connection, reading)
      }
    },
  }
}
