import { type Fields, isFields, readJson } from '../../../lib/json.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'

/** A column of a shared table. */
export interface SharedColumn {
  readonly name: string
  /** Its name in files and in partition values. */
  readonly physicalName: string
  /** By which files name it if the table maps columns by id. */
  readonly fieldId: number | null
  /** Such as "string" or "timestamp"; "nested" for structs, arrays and maps. */
  readonly type: string
}

const FEATURES = new Set([
  ...['deletionVectors', 'columnMapping', 'timestampNtz'],
  // They change the log and its upkeep, which a recipient does not read.
  ...['v2Checkpoint', 'vacuumProtocolCheck'],
])
const MAPPING_MODES = new Set(['none', 'name', 'id'])
const READER_VERSION_MAX = 3

/** Why Parley cannot read a table with this protocol; undefined if it can. */
export function faultOfProtocol(readerVersion: number, features: readonly string[]): string | undefined {
  if (readerVersion > READER_VERSION_MAX) return `needs a reader of version ${readerVersion}`
  const unknown = features.filter(name => !FEATURES.has(name))
  return unknown.length === 0 ? undefined : `needs ${unknown.join(', ')}, which Parley does not have`
}

/** Reads the columns of a table. @returns fails with the rest of the sentence "the server sent …" */
export function readSchema(schema: string, mappingMode: string): Result<readonly SharedColumn[], string> {
  if (!MAPPING_MODES.has(mappingMode))
    return fail(`the column mapping "${mappingMode}", which Parley does not know`)
  const json = readJson(Buffer.from(schema))
  const fields = json.ok && isFields(json.value) ? json.value['fields'] : undefined
  if (!Array.isArray(fields)) return fail('a schema without fields')
  const columns = fields.map(field => readColumn(isFields(field) ? field : {}, mappingMode))
  const known = columns.filter(column => column !== undefined)
  return known.length === columns.length ? ok(known) : fail('a schema with a column that has no name or id')
}

function readColumn({ name, type, metadata }: Fields, mappingMode: string): SharedColumn | undefined {
  const marks = isFields(metadata) ? metadata : {}
  const physicalName = mappingMode === 'none' ? name : marks['delta.columnMapping.physicalName']
  const fieldId = mappingMode === 'id' ? marks['delta.columnMapping.id'] : null
  if (typeof name !== 'string' || typeof physicalName !== 'string') return undefined
  if (fieldId !== null && typeof fieldId !== 'number') return undefined
  return { name, physicalName, fieldId, type: typeof type === 'string' ? type : 'nested' }
}
