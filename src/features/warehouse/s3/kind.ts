import { MINUTE_MS } from '../../../lib/duration.ts'
import { importBucket } from '../import-bucket.ts'
import type { OpenSource, SourceOrg } from '../sources/open-source.ts'
import type { StoredReading } from '../sources/source.ts'
import type { Bucket } from './bucket.ts'
import type { S3Services } from './services.ts'
import type { S3Stored } from './settings.ts'
import { setupOf } from './setup.ts'

/** A source that is an S3 bucket. */
export function openS3(
  services: S3Services,
  org: SourceOrg,
  stored: S3Stored,
  reading: StoredReading,
): OpenSource {
  // Loading Amazon's library takes longer than starting a server.
  const open = async () => (await import('./open-connection.ts')).openConnection(services, org, stored)
  return {
    setup: () => setupOf(services, org, stored, reading),
    async verify() {
      if (stored.credentials.type === 'assume_role' && stored.credentials.role_arn === null) return [NO_ROLE]
      const opened = await open()
      try {
        return await (await import('./verify.ts')).verifyBucket(opened, stored.prefix)
      } finally {
        opened.close()
      }
    },
    async *import(loading, { onPlan, onFetched, ...given }) {
      const opened = await open()
      try {
        yield* importBucket(loading, {
          ...{ ...given, onPlan, bucketName: stored.bucket, bucket: watched(opened.bucket, onFetched) },
          rules: {
            ...{ quietMs: stored.quiet_minutes * MINUTE_MS, mode: stored.append ? 'append' : 'overwrite' },
          },
          objectBytesMax: services.objectBytesMax,
        })
      } finally {
        opened.close()
      }
    },
  }
}

const NO_ROLE = {
  ...{ check: 'Take on the role', status: 'not-configured' as const },
  message: 'The source has no role yet.',
  fix: 'Make the role as the set-up says, and save its ARN in the source.',
}

const watched = (bucket: Bucket, onFetched: (bytes: number) => void): Bucket => ({
  ...bucket,
  async fetch(object, path) {
    await bucket.fetch(object, path)
    onFetched(object.bytes)
  },
})
