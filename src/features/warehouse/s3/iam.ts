import type { SetupPart } from '../sources/setup-schema.ts'
import type { S3Stored } from './settings.ts'

// Pieces of the policies that the owner of a bucket pastes.

type Place = Pick<S3Stored, 'bucket' | 'prefix'>

const json = (value: unknown): string => JSON.stringify(value, null, 2)
export const policy = (...Statement: readonly object[]) => json({ Version: '2012-10-17', Statement })

/** Objects under the prefix. */
export const objectsOf = ({ bucket, prefix }: Place): string => `arn:aws:s3:::${bucket}/${prefix}*`
export const listing = ({ bucket, prefix }: Place) => ({
  ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
  ...(prefix !== '' && { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } }),
})

const UNKNOWN_PRINCIPAL = 'arn:aws:iam::ACCOUNT_OF_PARLEY:role/ROLE_OF_PARLEY'
/** @param principal ARN of this server's identity at Amazon; empty if nobody has said it */
const principalOf = (principal: string) => ({ AWS: principal === '' ? UNKNOWN_PRINCIPAL : principal })

interface Access {
  readonly stored: S3Stored
  readonly principal: string
  /** What has these credentials: "source" or "export". */
  readonly holder: 'source' | 'export'
  readonly part: Pick<SetupPart, 'key' | 'title'>
  readonly statements: readonly object[]
}

/** How the owner of the bucket lets Parley do what the statements name, with the credentials that are stored. */
export function accessParts({ stored, principal, holder, part, statements }: Access): readonly SetupPart[] {
  const { type } = stored.credentials
  const given = { ...part, who: 'bucket' as const, language: 'json' as const }
  if (type === 'chain') {
    const Principal = principalOf(principal)
    return [
      {
        ...{ ...given, text: 'The bucket policy for the identity of this server.' },
        code: policy(...statements.map(statement => ({ ...statement, Principal }))),
      },
    ]
  }
  const named = type === 'static' ? `the user whose access key the ${holder} has` : 'that role'
  const permission = {
    ...{ ...given, text: `A permission policy for ${named}.`, code: policy(...statements) },
  }
  return type === 'static' ? [permission] : [trustPart(stored, principal, holder), permission]
}

const trustPart = (stored: S3Stored, principal: string, holder: Access['holder']): SetupPart => ({
  ...{ key: 'trust-policy', who: 'bucket', language: 'json' },
  title: 'Make a role that Parley may take on',
  text: `The trust policy of a new role in the account of the bucket. The external id belongs to this ${holder} alone. Save the ARN of the role in the ${holder} afterwards.`,
  code: policy({
    ...{ Effect: 'Allow', Principal: principalOf(principal), Action: 'sts:AssumeRole' },
    Condition: { StringEquals: { 'sts:ExternalId': stored.external_id } },
  }),
})

/** The permission for a key of AWS KMS that encrypts the bucket. */
export const keyPart = (
  { region }: S3Stored,
  part: Pick<SetupPart, 'key' | 'title'>,
  Action: string | readonly string[],
): SetupPart => ({
  ...{ ...part, who: 'bucket', language: 'json' },
  text: 'One more policy for the same identity. The policy of the key has to allow it too.',
  code: policy({
    ...{ Effect: 'Allow', Action },
    Resource: `arn:aws:kms:${region}:YOUR_ACCOUNT:key/YOUR_KEY`,
  }),
})
