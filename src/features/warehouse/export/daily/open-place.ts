import { connect } from '../../s3/open-connection.ts'
import type { S3Services } from '../../s3/services.ts'
import type { S3Stored } from '../../s3/settings.ts'
import type { SourceOrg } from '../../sources/open-source.ts'
import { bucketDestination } from '../bucket-destination.ts'
import type { OpenPlace } from './place.ts'

/** Opens a prefix of a bucket with stored credentials. @throws SourceError */
export function openPlace(services: S3Services, org: SourceOrg, stored: S3Stored): OpenPlace {
  const { address, agents, credentials, close } = connect(services, org, stored)
  return {
    destination: bucketDestination(address, agents, credentials),
    takeOnRole: async () => credentials !== undefined && (await credentials()).sessionToken !== undefined,
    close,
  }
}
