import { isFields } from '../../../lib/json.ts'

/** The list of an export's files, as Redshift writes it with MANIFEST. */
export interface Manifest {
  readonly modifiedAt: Date
  /** By key: the length in bytes; null if the manifest does not say it. */
  readonly entries: ReadonlyMap<string, number | null>
}

/** A marker of a job of Databricks. */
export interface Commit {
  readonly key: string
  /** With a slash at its end. */
  readonly folder: string
  /** A job that has started, and not committed. */
  readonly isStarted: boolean
  /** Names of files in the folder. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

export const isManifest = (name: string): boolean =>
  /(?:^|[^/])manifest$/.test(name) || name.endsWith('/manifest')
export const isCommit = (key: string): boolean => /(?:^|\/)_(?:committed|started)_[^/]+$/.test(key)

/** @returns undefined if the text is no manifest of this bucket */
export function readManifest(text: string, bucket: string, modifiedAt: Date): Manifest | undefined {
  const said = parsed(text)
  const list = isFields(said) ? said['entries'] : undefined
  if (!Array.isArray(list)) return undefined
  const beginning = `s3://${bucket}/`
  const entries = list.flatMap((entry: unknown) => {
    const url = isFields(entry) ? entry['url'] : undefined
    if (!isFields(entry) || typeof url !== 'string' || !url.startsWith(beginning)) return []
    const meta = entry['meta']
    const bytes = isFields(meta) ? meta['content_length'] : null
    return [[url.slice(beginning.length), typeof bytes === 'number' ? bytes : null] as const]
  })
  return { modifiedAt, entries: new Map(entries) }
}

/** @param text empty for a marker of a start */
export function readCommit(key: string, text: string): Commit {
  const said = parsed(text)
  const names = (field: string): readonly string[] => {
    const list = isFields(said) ? said[field] : undefined
    return Array.isArray(list) ? list.filter(name => typeof name === 'string') : []
  }
  return {
    ...{ key, folder: key.slice(0, key.lastIndexOf('/') + 1), isStarted: key.includes('/_started_') },
    ...{ added: names('added'), removed: names('removed') },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
