import { Type } from 'typebox'
import { sha256Hex } from '../../lib/hash.ts'
import { Problem } from './problem.ts'

/** The entity tag of a value: equal values have equal tags. */
export const etagOf = (value: unknown): string => `"${sha256Hex(JSON.stringify(value)).slice(0, 20)}"`

/**
 * Refuses a change that was made for another version. Without an `If-Match` header, every version is meant.
 * @throws Problem changed-meanwhile
 */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  if (ifMatch.split(',').some(tag => bare(tag) === bare(etag))) return
  throw new Problem(
    'changed-meanwhile',
    'Somebody has changed this since you read it. Read it again, then send your change with the new ETag.',
  )
}

/** A proxy that compresses makes the tag of an answer weak, or adds the coding to it. The content is the same. */
const bare = (tag: string): string =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"|"$/g, '')
    .replace(/[-;](?:gzip|br|deflate|zstd)$/, '')

/** The header of a change. */
export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 1000, description: 'The ETag of the version that the change was made for.' }),
  ),
})
