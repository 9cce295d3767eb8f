import type { S3ConnectionBody, S3ConnectionView } from '../../../../src/features/warehouse/s3/connection.ts'

/** A place in an S3 bucket as a form holds it. */
export interface PlaceDraft {
  readonly kind: 's3'
  readonly bucket: string
  readonly prefix: string
  readonly region: string
  readonly endpoint: string
  readonly pathStyle: boolean
  readonly credentials: 'assume_role' | 'static' | 'chain'
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly isSecretSet: boolean
  readonly roleArn: string
  /** Made when the source is saved. */
  readonly externalId: string | undefined
}

/** A place from which exports are read. */
export interface S3Draft extends PlaceDraft {
  readonly append: boolean
  readonly quietMinutes: number
}

const DEFAULT_QUIET_MINUTES = 15

export const newPlace: PlaceDraft = {
  ...{ kind: 's3', bucket: '', prefix: '', region: 'us-east-1', endpoint: '', pathStyle: false },
  ...{ credentials: 'assume_role', accessKeyId: '', secretAccessKey: '', isSecretSet: false },
  ...{ roleArn: '', externalId: undefined },
}

export const newS3: S3Draft = { ...newPlace, append: false, quietMinutes: DEFAULT_QUIET_MINUTES }

type PlaceView = Omit<S3ConnectionView, 'append' | 'quiet_minutes'>
type PlaceBody = Omit<S3ConnectionBody, 'append' | 'quiet_minutes'>

export const placeDraft = ({ credentials, ...stored }: PlaceView): PlaceDraft => ({
  ...{ kind: stored.kind, bucket: stored.bucket, prefix: stored.prefix, region: stored.region },
  ...{ endpoint: stored.endpoint ?? '', pathStyle: stored.path_style },
  ...{ credentials: credentials.type, secretAccessKey: '' },
  ...{ accessKeyId: credentials.access_key_id ?? '', isSecretSet: credentials.is_secret_set },
  ...{ roleArn: credentials.role_arn ?? '', externalId: credentials.external_id },
})

export const s3Draft = (stored: S3ConnectionView): S3Draft => ({
  ...placeDraft(stored),
  ...{ append: stored.append, quietMinutes: stored.quiet_minutes },
})

export const placeBody = (draft: PlaceDraft): PlaceBody => ({
  ...{ kind: draft.kind, bucket: draft.bucket.trim(), prefix: draft.prefix.trim() },
  ...{ region: draft.region.trim(), endpoint: draft.endpoint.trim() || null },
  ...{ path_style: draft.pathStyle, credentials: credentialsOf(draft) },
})

export const s3Body = (draft: S3Draft): S3ConnectionBody => ({
  ...placeBody(draft),
  ...{ append: draft.append, quiet_minutes: draft.quietMinutes },
})

function credentialsOf({
  credentials,
  accessKeyId,
  secretAccessKey,
  roleArn,
}: PlaceDraft): S3ConnectionBody['credentials'] {
  if (credentials === 'chain') return { type: 'chain' }
  if (credentials === 'assume_role') return { type: 'assume_role', role_arn: roleArn.trim() || null }
  const secret = secretAccessKey.trim()
  return {
    ...{ type: 'static', access_key_id: accessKeyId.trim() },
    ...(secret === '' ? {} : { secret_access_key: secret }),
  }
}
