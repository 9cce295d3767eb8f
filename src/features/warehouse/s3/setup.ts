import type { SourceOrg } from '../sources/open-source.ts'
import type { SetupPart } from '../sources/setup-schema.ts'
import type { StoredReading } from '../sources/source.ts'
import { exportParts } from './export-sql.ts'
import { policyParts } from './policies.ts'
import type { S3Services } from './services.ts'
import type { S3Stored } from './settings.ts'

/** What has to be set up for a bucket: what its owner allows, and what the warehouse runs. */
export const setupOf = (
  { principal }: Pick<S3Services, 'principal'>,
  { slug }: SourceOrg,
  stored: S3Stored,
  reading: StoredReading,
): readonly SetupPart[] => [
  ...policyParts(stored, principal),
  ...exportParts(stored, reading, `parley_${slug.replaceAll('-', '_')}`),
]
