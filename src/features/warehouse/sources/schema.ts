import { type Static, Type } from 'typebox'
import { PLATFORM_SLUGS } from '../../../core/platforms/index.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { PEOPLE_FORMS } from '../loading.ts'
import { COLUMNS } from '../reader/columns.ts'
import { ConnectionBody, ConnectionView } from './connections.ts'
import { SOURCE_ID, SOURCE_INPUT } from './examples.ts'
import { Moment, orNull, strict, text } from './fields.ts'
import { SourceHealth } from './health-schema.ts'

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })
export const SourceParams = Type.Object({
  ...OrgParams.properties,
  source: plainText('Id of the source.', SOURCE_ID),
})

const Columns = Type.Partial(
  Type.Object(Object.fromEntries(COLUMNS.map(name => [name, Type.String({ minLength: 1, maxLength: 200 })]))),
  {
    ...strict,
    examples: [{ event_name: 'event' }],
    description: 'The export’s own names of columns, where they differ: {"event_name": "event"}.',
  },
)

const Properties = Type.Unsafe<'all' | string[]>({
  oneOf: [
    { type: 'string', const: 'all' },
    {
      ...{ type: 'array', maxItems: 200, uniqueItems: true },
      items: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ],
  description: 'Other columns to keep as properties of the events, or all of them.',
})

const fields = {
  name: text('Name of the source. `parley import --source` takes it.', 100),
  platform: plainText(
    `Whose message ids and event names the rows have: ${PLATFORM_SLUGS}. events: your own.`,
    'itbl',
  ),
  columns: Columns,
  properties: Properties,
  window: orNull(
    Type.String({ pattern: '^[0-9]{1,4}[hd]$', examples: ['72h'] }),
    'How long after a message a row with a person counts, such as 72h or 7d. Null: as the template says.',
  ),
  scrubbed: Type.Boolean({
    description:
      'The export names no person: rows whose ids are addresses or phone numbers are refused as personal-data.',
  }),
  people: Type.Enum([...PEOPLE_FORMS], {
    description:
      'How the columns of people name them. plain: as they are. hashed: by HMAC-SHA-256 in hexadecimal, with the key of `/person-hash-key`; other values are refused as not-hashed. hash_on_reading: Parley makes these hashes while it reads, and stores nothing else.',
  }),
  schedule: orNull(
    Type.String({ minLength: 9, maxLength: 200, examples: ['15 * * * *'] }),
    'When Parley looks, as five fields of cron in UTC: 15 * * * * is a quarter past each hour. Null: only when asked.',
  ),
  paused: Type.Boolean({ description: 'Paused: nothing is read. What runs stops after its present object.' }),
}

export const SourceBody = Type.Object(
  {
    name: fields.name,
    connection: ConnectionBody,
    platform: withDefault(fields.platform, 'events'),
    columns: withDefault(fields.columns, {}),
    properties: withDefault(fields.properties, []),
    window: withDefault(fields.window, null),
    scrubbed: withDefault(fields.scrubbed, false),
    people: withDefault(fields.people, 'plain'),
    schedule: withDefault(fields.schedule, '15 * * * *'),
    paused: withDefault(fields.paused, false),
  },
  { ...strict, title: 'SourceInput', examples: [SOURCE_INPUT] },
)
export type SourceBody = Static<typeof SourceBody>

/** Absent fields stay unchanged. */
export const SourcePatch = Type.Partial(Type.Object({ ...fields, connection: ConnectionBody }), {
  ...strict,
  title: 'SourcePatch',
  examples: [{ paused: true }],
})
export type SourcePatch = Static<typeof SourcePatch>

export const SourceView = Type.Object(
  {
    id: Type.String(),
    ...fields,
    connection: ConnectionView,
    counts: Type.Object({
      rows: Type.Integer({ description: 'Rows that are events.' }),
      loaded: Type.Integer({ description: 'Days that have been read.' }),
      held: Type.Integer({ description: 'Days whose newest export waits for a person.' }),
      waiting: Type.Integer({ description: 'Days whose newest export is not complete yet.' }),
    }),
    health: SourceHealth,
    created_at: Moment,
    updated_at: Moment,
  },
  // No example of its own: the writer of the document takes a field called properties for a part of a schema.
  { title: 'Source' },
)
export type SourceView = Static<typeof SourceView>

export const SourceList = Type.Object({ items: Type.Array(SourceView) }, { title: 'SourceList' })
