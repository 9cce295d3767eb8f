import type { SetupPart } from '../sources/setup-schema.ts'
import { accessParts, keyPart, listing, objectsOf, policy } from './iam.ts'
import type { S3Stored } from './settings.ts'

// What the owner of the bucket sets up.

/** @param principal ARN of this server's identity at Amazon; empty if nobody has said it */
export const policyParts = (stored: S3Stored, principal: string): readonly SetupPart[] => [
  ...accessParts({
    ...{ stored, principal, holder: 'source' },
    part: { key: 'reader-policy', title: 'Let Parley read the prefix, and nothing else' },
    statements: [listing(stored), { Effect: 'Allow', Action: 's3:GetObject', Resource: objectsOf(stored) }],
  }),
  keyPart(
    stored,
    {
      key: 'reader-kms',
      title: 'Only if a key of AWS KMS encrypts the bucket: let Parley decrypt',
    },
    'kms:Decrypt',
  ),
  {
    ...{ key: 'writer-policy', who: 'bucket', language: 'json' },
    title: 'Let the warehouse write under the prefix',
    text: 'A permission policy for the role of Redshift or Databricks. A new export of a day deletes the files of the former one, so DeleteObject is needed. Databricks reads and lists too.',
    code: policy(
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject'],
        Resource: objectsOf(stored),
      },
      listing(stored),
      { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: `arn:aws:s3:::${stored.bucket}` },
    ),
  },
  {
    ...{ key: 'ownership', who: 'bucket', language: 'shell' },
    title: 'Let the bucket own what others write',
    text: 'Without it, nobody but the account of the warehouse may read the objects.',
    code: `aws s3api put-bucket-ownership-controls --bucket ${stored.bucket} \\\n  --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
  },
]

/** What lets Parley write the daily export. @param principal as above */
export const exportPolicyParts = (stored: S3Stored, principal: string): readonly SetupPart[] => [
  ...accessParts({
    ...{ stored, principal, holder: 'export' },
    part: { key: 'export-policy', title: 'Let Parley write under the prefix, and nothing else' },
    statements: [
      listing(stored),
      // A day that changes is written anew, and its former files are deleted.
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: objectsOf(stored) },
    ],
  }),
  keyPart(
    stored,
    {
      key: 'export-kms',
      title: 'Only if a key of AWS KMS encrypts the bucket: let Parley encrypt',
    },
    'kms:GenerateDataKey',
  ),
]
