import { type Static, Type } from 'typebox'
import { orNull, strict, text } from '../../../runtime/http/fields.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'

// The settings of a source that is an S3 bucket, declared once: what the API takes, stores and shows.

const KEPT = 'If absent in an update, the stored value stays.'

const credentials = [
  Type.Object({ type: Type.Literal('chain') }, strict),
  Type.Object(
    {
      type: Type.Literal('static'),
      access_key_id: text('Id of the access key.', 200),
      secret_access_key: Type.Optional(text(`Parley encrypts it and never shows it. ${KEPT}`, 1_000)),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('assume_role'),
      role_arn: withDefault(
        orNull(text('ARN of the role, such as arn:aws:iam::123456789012:role/parley.', 2_000)),
        null,
      ),
    },
    strict,
  ),
] as const
export type S3CredentialsBody = Static<(typeof credentials)[number]>

const CredentialsBody = Type.Unsafe<S3CredentialsBody>({
  title: 'S3Credentials',
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [...credentials],
  description:
    'static: an access key. assume_role: a role of your account that Parley takes on, with an external id that Parley has made; save the source without its ARN first, and GET …/setup shows what to set up. chain: the identity of this server, only for prefixes that its operator has listed.',
})

const settings = {
  bucket: Type.String({
    pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}[a-zA-Z0-9]$',
    description: 'Name of the bucket.',
  }),
  prefix: withDefault(
    Type.String({
      maxLength: 900,
      pattern: '^[^\\0]*$',
      description:
        'Where the export lies in the bucket, such as redshift/acme/. It ends with a slash: acme/ never reads acme-corp/.',
    }),
    '',
  ),
  region: withDefault(Type.String({ pattern: '^[a-z0-9-]{1,50}$' }), 'us-east-1'),
  endpoint: withDefault(orNull(text('Address of a store that is not Amazon’s.', 2_000)), null),
  path_style: withDefault(
    Type.Boolean({ description: 'Whether the bucket stands in the path, not in the host.' }),
    false,
  ),
  append: withDefault(
    Type.Boolean({
      description: 'Whether new files of a day are added to old ones. Otherwise they replace them.',
    }),
    false,
  ),
  quiet_minutes: withDefault(
    Type.Integer({
      minimum: 0,
      maximum: 10_080,
      description: 'Minutes without a change after which a day without a marker is complete.',
    }),
    15,
  ),
}

export const S3ConnectionBody = Type.Object(
  { kind: Type.Literal('s3'), ...settings, credentials: CredentialsBody },
  { ...strict, title: 'S3ConnectionInput' },
)
export type S3ConnectionBody = Static<typeof S3ConnectionBody>

export const S3ConnectionView = Type.Object(
  {
    kind: Type.Literal('s3'),
    ...settings,
    credentials: Type.Object(
      {
        type: Type.Enum(['chain', 'static', 'assume_role']),
        access_key_id: orNull(Type.String()),
        is_secret_set: Type.Boolean({
          description: 'Whether a secret key is stored. Parley never shows it.',
        }),
        role_arn: orNull(Type.String()),
        external_id: Type.String({
          description: 'For the trust policy of a role. Parley has made it for this source alone.',
        }),
      },
      { title: 'S3CredentialsView' },
    ),
  },
  { title: 'S3Connection' },
)
export type S3ConnectionView = Static<typeof S3ConnectionView>

export const S3_EXAMPLE = {
  ...{ kind: 's3' as const, bucket: 'acme-exports', prefix: 'redshift/acme/', region: 'eu-central-1' },
  ...{ endpoint: null, path_style: false, append: false, quiet_minutes: 15 },
}
