import { sha256Hex } from '../../../lib/hash.ts'
import { type Fields, isFields } from '../../../lib/json.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'

// The lines of an answer, in the formats "delta" and "parquet" of the protocol of Delta Sharing.

/** A file of a snapshot. */
export interface SharedFile {
  /** The same in every answer, unlike the addresses. */
  readonly id: string
  readonly url: string
  readonly bytes: number
  /** Milliseconds since 1970; null if the server does not say it. */
  readonly expiresAt: number | null
  /** By physical name. Null and the empty text are no value. */
  readonly partitionValues: Readonly<Record<string, string | null>>
  readonly deletions: SharedDeletions | null
}

/** Which rows of a file are deleted. */
export interface SharedDeletions {
  /** Changes with the deleted rows. */
  readonly id: string
  readonly cardinality: number
  /** Of the bitmap, without its length and checksum. */
  readonly bytes: number
  readonly place:
    | { readonly type: 'inline'; readonly z85: string }
    | { readonly type: 'file'; readonly url: string; readonly offset: number }
}

export type Action =
  | { readonly type: 'protocol'; readonly readerVersion: number; readonly readerFeatures: readonly string[] }
  | { readonly type: 'metaData'; readonly schema: string; readonly mappingMode: string }
  | { readonly type: 'file'; readonly file: SharedFile }
  | {
      readonly type: 'end'
      readonly nextPageToken: string | null
      readonly refreshToken: string | null
      readonly error: string | null
    }

/**
 * Reads a line. What is not understood is an error: a table without it would have other rows.
 * @returns fails with the rest of the sentence "the server sent …"
 */
export function readAction(line: unknown): Result<Action, string> {
  const [[type, value] = ['', null], ...others] = Object.entries(isFields(line) ? line : {})
  if (others.length > 0 || !isFields(value)) return fail('a line that is no action')
  switch (type) {
    case 'protocol':
      return readProtocol(isFields(value['deltaProtocol']) ? value['deltaProtocol'] : value)
    case 'metaData':
      return readMetaData(isFields(value['deltaMetadata']) ? value['deltaMetadata'] : value)
    case 'file':
      return readFile(value)
    case 'endStreamAction':
      return ok({
        ...{ type: 'end', nextPageToken: filled(value['nextPageToken']) },
        ...{ refreshToken: filled(value['refreshToken']), error: filled(value['errorMessage']) },
      })
    default:
      return fail(`the action "${type}", which Parley does not know`)
  }
}

const filled = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function readProtocol(protocol: Fields): Result<Action, string> {
  const readerVersion = Number(protocol['minReaderVersion'])
  const features = protocol['readerFeatures'] ?? []
  if (!Number.isInteger(readerVersion) || !Array.isArray(features))
    return fail('a protocol without minReaderVersion')
  return ok({ type: 'protocol', readerVersion, readerFeatures: features.map(String) })
}

function readMetaData(metadata: Fields): Result<Action, string> {
  const { schemaString, configuration } = metadata
  if (typeof schemaString !== 'string') return fail('metadata without a schemaString')
  const mode = isFields(configuration) ? configuration['delta.columnMapping.mode'] : undefined
  return ok({ type: 'metaData', schema: schemaString, mappingMode: filled(mode) ?? 'none' })
}

function readFile(file: Fields): Result<Action, string> {
  const single = file['deltaSingleAction']
  const add = isFields(single) ? single['add'] : file
  if (!isFields(add)) return fail('a file action that adds no file to a snapshot')
  const url = filled(add['path'] ?? add['url'])
  const id = filled(file['id'])
  const bytes = Number(add['size'] ?? file['size'] ?? Number.NaN)
  if (url === null || id === null || !(bytes >= 0)) return fail('a file without id, address or size')
  const partitionValues = isFields(add['partitionValues']) ? add['partitionValues'] : {}
  const deletions = readDeletions(add['deletionVector'], filled(file['deletionVectorFileId']))
  if (!deletions.ok) return deletions
  const values = Object.entries(partitionValues).map(([name, value]) => [name, filled(value)] as const)
  const expiresAt = Number(file['expirationTimestamp'] ?? Number.NaN)
  return ok({
    type: 'file',
    file: {
      ...{ id, url, bytes, expiresAt: expiresAt > 0 ? expiresAt : null },
      ...{ partitionValues: Object.fromEntries(values), deletions: deletions.value },
    },
  })
}

function readDeletions(vector: unknown, fileId: string | null): Result<SharedDeletions | null, string> {
  if (vector === undefined || vector === null) return ok(null)
  if (!isFields(vector)) return fail('a deletion vector that is no object')
  const text = filled(vector['pathOrInlineDv'])
  const [bytes, cardinality] = [Number(vector['sizeInBytes']), Number(vector['cardinality'])]
  if (text === null || !(bytes > 0) || !(cardinality >= 0)) return fail('a deletion vector without its size')
  if (vector['storageType'] === 'i')
    return ok({ id: sha256Hex(text), cardinality, bytes, place: { type: 'inline', z85: text } })
  // "u" names a file relative to the table, which a recipient cannot reach.
  const url = vector['storageType'] === 'p' ? URL.parse(text) : null
  if (url === null) return fail('a deletion vector without an address')
  const offset = Number(vector['offset'] ?? 0)
  const id = `${fileId ?? sha256Hex(url.origin + url.pathname)}@${offset}`
  return ok({ id, cardinality, bytes, place: { type: 'file', url: text, offset } })
}
