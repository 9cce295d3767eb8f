import type { AuditEntry } from './schema.ts'
import type { StoredEntry } from './store.ts'

export const showEntry = (row: StoredEntry): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  // The constraints of the table know no other values.
  actor: { kind: row.actor_kind as AuditEntry['actor']['kind'], id: row.actor_id, name: row.actor_name },
  action: row.action,
  object: { type: row.object_type, id: row.object_id },
  template_id: row.template_id,
  state: row.state as AuditEntry['state'],
  status: row.status,
  fields: row.fields,
  before: row.before,
  after: row.after,
  ip_prefix: row.ip_prefix,
})

const inWords = (fields: AuditEntry['before']): string | null =>
  fields === null
    ? null
    : Object.entries(fields)
        .map(([path, value]) => `${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join('; ')

/** The columns of the table as CSV. */
export const AUDIT_COLUMNS: Readonly<Record<string, (entry: AuditEntry) => string | number | null>> = {
  at: ({ at }) => at,
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  action: ({ action }) => action,
  object_type: ({ object }) => object.type,
  object_id: ({ object }) => object.id,
  template_id: ({ template_id }) => template_id,
  state: ({ state }) => state,
  status: ({ status }) => status,
  fields: ({ fields }) => fields.join('; '),
  before: ({ before }) => inWords(before),
  after: ({ after }) => inWords(after),
  ip_prefix: ({ ip_prefix }) => ip_prefix,
  id: ({ id }) => id,
}
