import { exportPolicyParts } from '../../s3/policies.ts'
import type { S3Services } from '../../s3/services.ts'
import type { Places } from './place.ts'

/** Places in S3 buckets. */
export const createPlaces = (services: S3Services): Places => ({
  sealing: ({ slug }) => ({ ...services, orgSlug: slug }),
  setup: connection => exportPolicyParts(connection, services.principal),
  // Loading Amazon's library takes longer than starting a server.
  open: async (org, connection) => (await import('./open-place.ts')).openPlace(services, org, connection),
})
