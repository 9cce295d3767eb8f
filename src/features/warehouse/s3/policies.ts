import type { SetupPart } from '../sources/setup-schema.ts'
import type { S3Stored } from './settings.ts'

// What the owner of the bucket sets up.

const json = (value: unknown): string => JSON.stringify(value, null, 2)
const policy = (...Statement: readonly object[]) => json({ Version: '2012-10-17', Statement })

/** Objects under the prefix. */
const objectsOf = ({ bucket, prefix }: S3Stored): string => `arn:aws:s3:::${bucket}/${prefix}*`
const listing = ({ bucket, prefix }: S3Stored) => ({
  ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
  ...(prefix !== '' && { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } }),
})
const UNKNOWN_PRINCIPAL = 'arn:aws:iam::ACCOUNT_OF_PARLEY:role/ROLE_OF_PARLEY'

/** @param principal ARN of this server's identity at Amazon; empty if nobody has said it */
export function policyParts(stored: S3Stored, principal: string): readonly SetupPart[] {
  const AWS = principal === '' ? UNKNOWN_PRINCIPAL : principal
  const read = [listing(stored), { Effect: 'Allow', Action: 's3:GetObject', Resource: objectsOf(stored) }]
  const { type } = stored.credentials
  const reader = {
    ...{ who: 'bucket' as const, language: 'json' as const, key: 'reader-policy' },
    title: 'Let Parley read the prefix, and nothing else',
  }
  if (type === 'chain')
    return [
      {
        ...{ ...reader, text: 'The bucket policy for the identity of this server.' },
        code: policy(...read.map(statement => ({ ...statement, Principal: { AWS } }))),
      },
      ...commonParts(stored),
    ]
  const role = {
    ...{ key: 'trust-policy', who: 'bucket' as const, language: 'json' as const },
    title: 'Make a role that Parley may take on',
    text: 'The trust policy of a new role in the account of the bucket. The external id belongs to this source alone. Save the ARN of the role in the source afterwards.',
    code: policy({
      ...{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
      Condition: { StringEquals: { 'sts:ExternalId': stored.external_id } },
    }),
  }
  const holder = type === 'static' ? 'the user whose access key the source has' : 'that role'
  return [
    ...(type === 'assume_role' ? [role] : []),
    { ...reader, text: `A permission policy for ${holder}.`, code: policy(...read) },
    ...commonParts(stored),
  ]
}

const commonParts = (stored: S3Stored): readonly SetupPart[] => [
  {
    ...{ key: 'reader-kms', who: 'bucket', language: 'json' },
    title: 'Only if a key of AWS KMS encrypts the bucket: let Parley decrypt',
    text: 'One more policy for the same identity. The policy of the key has to allow it too.',
    code: policy({
      ...{ Effect: 'Allow', Action: 'kms:Decrypt' },
      Resource: `arn:aws:kms:${stored.region}:YOUR_ACCOUNT:key/YOUR_KEY`,
    }),
  },
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
