import { MINUTE_MS } from '../../lib/duration.ts'
import { type Flag, textOf } from './flags.ts'
import type { BucketAddress } from './s3/bucket.ts'
import type { Rules } from './s3/completeness.ts'

/** Where a bucket is, and when a day in it is complete. */
export interface BucketFlags extends BucketAddress {
  readonly rules: Omit<Rules, 'now'>
}

/**
 * The bucket that `parley import s3://bucket/prefix` names; undefined if the words are files.
 * @throws if a flag is wrong
 */
export function readBucketFlags(
  flags: Readonly<Record<string, Flag>>,
  paths: readonly string[],
): BucketFlags | undefined {
  const address = readBucketAddress(flags, paths)
  if (address === undefined) return undefined
  const quiet = Number(textOf(flags['quiet']) ?? QUIET_MINUTES)
  if (!(quiet >= 0)) throw new Error('--quiet is a number of minutes.')
  return {
    ...address,
    rules: { quietMs: quiet * MINUTE_MS, mode: flags['append'] === true ? 'append' : 'overwrite' },
  }
}

const QUIET_MINUTES = '15'

/**
 * The bucket and prefix that `s3://bucket/prefix` names; undefined if the words are files.
 * @throws if a flag is wrong
 */
export function readBucketAddress(
  flags: Readonly<Record<string, Flag>>,
  paths: readonly string[],
): BucketAddress | undefined {
  if (!paths.some(path => path.startsWith('s3://'))) return undefined
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(paths[0] ?? '') ?? []
  if (bucket === undefined || paths.length > 1)
    throw new Error('Name one address, such as s3://bucket/redshift/acme/.')
  return {
    ...{ bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` },
    ...{ endpoint: textOf(flags['endpoint']), region: textOf(flags['region']) ?? 'us-east-1' },
    isPathStyle: flags['path-style'] === true,
  }
}
