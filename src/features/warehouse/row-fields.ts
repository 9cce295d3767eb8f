import { nameOfHash } from '../../core/ids/hashed-name.ts'
import { readFields } from '../../core/platforms/fields.ts'
import { isFields, storable } from '../../lib/json.ts'
import { CONTENT_COLUMNS, PERSON_COLUMNS } from './reader/columns.ts'
import type { AddedLine } from './reader/messages.ts'

export function toRow(partitionId: string, [key, atUs, ...content]: AddedLine, isHashed: boolean) {
  const columns = CONTENT_COLUMNS.map((name, at) => [name, content[at] ?? null] as const)
  const said = Object.fromEntries(columns.filter(([, value]) => value !== null))
  const { session_id: session, properties, ...fields } = said
  const kept: unknown = properties == null ? {} : JSON.parse(properties)
  const own = session === undefined ? {} : { session_id: session }
  const inside = { ...(isFields(kept) ? kept : {}), ...own }
  const event_timestamp = Math.floor(atUs / 1000)
  return {
    key: `${partitionId}|${key}`,
    fields: readFields(
      storable({ ...fields, ...(isHashed && hashedIn(fields)), event_timestamp, properties: inside }),
    ),
  }
}

const hashedIn = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    PERSON_COLUMNS.flatMap(name => {
      const hash = fields[name]
      return typeof hash === 'string' ? [[name, nameOfHash(hash)] as const] : []
    }),
  )
