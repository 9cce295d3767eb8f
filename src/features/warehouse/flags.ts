import { findPlatform, PLATFORM_SLUGS } from '../../core/platforms/index.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import type { Reading } from './load.ts'
import { COLUMNS, type ColumnMap } from './reader/columns.ts'
import type { BucketAddress } from './s3/bucket.ts'
import type { Rules } from './s3/completeness.ts'

type Flag = string | boolean | undefined

/**
 * How rows are read, as the flags of `parley import` say it.
 * @throws if a flag is wrong
 */
export function readImportFlags(flags: {
  readonly platform: Flag
  readonly columns: Flag
  readonly properties: Flag
  readonly window: Flag
}): Reading {
  const platform = textOf(flags.platform) ?? 'events'
  if (findPlatform(platform) === undefined)
    throw new Error(`There is no platform "${platform}". Choose one of ${PLATFORM_SLUGS}.`)
  const properties = textOf(flags.properties)?.trim() ?? ''
  return {
    platform,
    columns: readColumnMap(textOf(flags.columns)),
    properties: properties === '*' ? '*' : listOf(properties),
    lookbackHours: parseWindow(textOf(flags.window)),
  }
}

const textOf = (flag: Flag): string | undefined => (typeof flag === 'string' ? flag : undefined)

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')

function readColumnMap(text = ''): ColumnMap {
  return Object.fromEntries(
    listOf(text).map(pair => {
      const [ours = '', theirs = ''] = pair.split('=').map(name => name.trim())
      const isOurs = COLUMNS.some(name => name === ours)
      if (!isOurs || theirs === '')
        throw new Error(`"${pair}" is no column. Write event_name=event, with one of ${COLUMNS.join(', ')}.`)
      return [ours, theirs]
    }),
  )
}

const WINDOW_HOURS_MAX = 90 * 24

/**
 * The hours of a window such as 72h or 7d; null without one.
 * @throws if the text is none
 */
export function parseWindow(text: string | undefined): number | null {
  if (text === undefined) return null
  const [, count = '', unit] = /^(\d+)([hd])$/.exec(text) ?? []
  const hours = Number(count) * (unit === 'd' ? 24 : 1)
  if (hours >= 1 && hours <= WINDOW_HOURS_MAX) return hours
  throw new Error(`"${text}" is no window. Write hours or days, such as 72h or 7d, of 90 days at most.`)
}

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
  if (!paths.some(path => path.startsWith('s3://'))) return undefined
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(paths[0] ?? '') ?? []
  if (bucket === undefined || paths.length > 1)
    throw new Error('Name one address, such as s3://bucket/redshift/acme/.')
  const quiet = Number(textOf(flags['quiet']) ?? QUIET_MINUTES)
  if (!(quiet >= 0)) throw new Error('--quiet is a number of minutes.')
  return {
    ...{ bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` },
    ...{ endpoint: textOf(flags['endpoint']), region: textOf(flags['region']) ?? 'us-east-1' },
    isPathStyle: flags['path-style'] === true,
    rules: { quietMs: quiet * MINUTE_MS, mode: flags['append'] === true ? 'append' : 'overwrite' },
  }
}

const QUIET_MINUTES = '15'
