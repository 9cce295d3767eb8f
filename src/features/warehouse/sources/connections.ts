import { Type } from 'typebox'
import { ShareConnectionBody, ShareConnectionView } from '../delta-sharing/connection.ts'
import { type ShareSealing, type ShareStored, sealShare, showShare } from '../delta-sharing/settings.ts'
import { S3ConnectionBody, S3ConnectionView } from '../s3/connection.ts'
import { type S3Sealing, type S3Stored, sealS3, showS3 } from '../s3/settings.ts'
import { SOURCE } from './examples.ts'

// The kinds of sources. A kind is a folder with its settings, its reading, its verification and its set-up.

export type ConnectionBody = S3ConnectionBody | ShareConnectionBody
export const ConnectionBody = Type.Unsafe<ConnectionBody>({
  title: 'SourceConnectionInput',
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: [S3ConnectionBody, ShareConnectionBody],
  description: 'Where the rows are. An update gives all of it; secrets may be left out.',
})

export type ConnectionView = S3ConnectionView | ShareConnectionView
export const ConnectionView = Type.Unsafe<ConnectionView>({
  title: 'SourceConnection',
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: [S3ConnectionView, ShareConnectionView],
  examples: [SOURCE.connection],
})

/** A connection as stored: secrets are sealed. */
export type StoredConnection = S3Stored | ShareStored

/** What the kinds need to check a connection and to seal its secrets. */
export type Sealing = S3Sealing & ShareSealing

/**
 * A connection in its stored form. Secrets that are left out stay, if the kind is the same.
 * @throws Problem unprocessable
 */
export async function sealConnection(
  body: ConnectionBody,
  present: StoredConnection | undefined,
  sealing: Sealing,
): Promise<StoredConnection> {
  switch (body.kind) {
    case 's3':
      return sealS3(body, present?.kind === 's3' ? present : undefined, sealing)
    case 'delta_sharing':
      return sealShare(body, present?.kind === 'delta_sharing' ? present : undefined, sealing)
  }
}

export function showConnection(stored: StoredConnection): ConnectionView {
  switch (stored.kind) {
    case 's3':
      return showS3(stored)
    case 'delta_sharing':
      return showShare(stored)
  }
}
