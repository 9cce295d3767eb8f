import { type Static, Type } from 'typebox'
import { PLATFORM_SLUGS } from '../../../core/platforms/index.ts'
import { Moment, OrgParams, orNull, strict, text } from '../../../runtime/http/fields.ts'
import { pageOf } from '../../../runtime/http/page.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { COLUMNS } from '../reader/columns.ts'
import { ConnectionBody, ConnectionView } from './connections.ts'
import { SOURCE, SOURCE_ID, SOURCE_INPUT } from './examples.ts'
import { RunView } from './run-schema.ts'

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

export const SOURCE_STATUSES = [
  ...(['never-run', 'running', 'works', 'held', 'late', 'failing', 'paused', 'expiring'] as const),
] as const

const SourceHealth = Type.Object(
  {
    status: Type.Enum([...SOURCE_STATUSES], {
      description:
        'held: a day waits for a person. late: the newest event is more than 26 hours old. failing: the last run failed. expiring: the credentials end within 30 days.',
    }),
    message: Type.String({ description: 'The status in a sentence, and how to mend it.' }),
    first_event_at: orNull(Moment, 'Time of the earliest event of the source.'),
    last_event_at: orNull(Moment, 'Time of its newest event.'),
    late_seconds: orNull(Type.Integer(), 'How far the export is behind: now, less the newest event.'),
    last_day: orNull(Type.String(), 'The newest day whose newest export was complete, and is counted.'),
    last_success_at: orNull(Moment, 'End of the last run that finished.'),
    credentials_expire_at: orNull(Moment, 'Null if they do not, or nobody has said when.'),
    next_run_at: orNull(Moment, 'Null if paused, or without a schedule.'),
    last_run: orNull(RunView),
  },
  { title: 'SourceHealth', examples: [SOURCE.health] },
)

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

const SetupPart = Type.Object({
  key: Type.String(),
  who: Type.Enum(['bucket', 'warehouse', 'parley'], { description: 'Who has to do it.' }),
  title: Type.String(),
  text: Type.String({ description: 'What it is for, and where to paste it.' }),
  language: Type.Enum(['json', 'sql', 'shell']),
  code: Type.String({ description: 'Ready to paste. What Parley does not know is in capitals.' }),
})
export type SetupPart = Static<typeof SetupPart>

export const SetupView = Type.Object(
  { items: Type.Array(SetupPart, { description: 'In the order in which to do it.' }) },
  {
    title: 'SourceSetup',
    examples: [
      {
        items: [
          {
            ...{ key: 'reader-policy', who: 'bucket', title: 'Let Parley read', language: 'json' },
            ...{ text: 'Attach this policy to the user or the role that Parley uses.', code: '{}' },
          },
        ],
      },
    ],
  },
)

const PARTITION_ID = '019cade3-1f60-7c92-a7b5-4d8e60f3c131'
export const PartitionParams = Type.Object({
  ...SourceParams.properties,
  partition: plainText('Id of the partition.', PARTITION_ID),
})

export const PARTITION_STATES = ['loaded', 'waiting', 'held', 'accepted', 'kept', 'empty'] as const

export const PartitionView = Type.Object(
  {
    id: Type.String(),
    name: Type.String({ description: 'The day, such as event_date=2026-01-03, or the file.' }),
    state: Type.Enum([...PARTITION_STATES], {
      description:
        'held: its newest export waits for a person. accepted: the next run takes that export. kept: a person has said that what was counted stays. empty: never read to its end.',
    }),
    rows: Type.Integer({ description: 'Rows that are events.' }),
    loaded_at: orNull(Moment, 'When it was read to its end.'),
    held_reason: orNull(Type.String(), 'Why its newest export was not taken.'),
    can_accept: Type.Boolean({ description: 'Whether a person can accept that export as it is.' }),
    waiting_reason: orNull(Type.String(), 'Why its newest export is not complete yet.'),
    first_event_at: orNull(Moment),
    last_event_at: orNull(Moment),
    files: Type.Object(
      {
        count: Type.Integer(),
        bytes: Type.Integer(),
        refused_rows: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
        items: Type.Array(
          Type.Object({
            name: Type.String(),
            bytes: Type.Integer(),
            rows: Type.Integer(),
            fault: orNull(Type.String(), 'Why the whole file was refused.'),
          }),
          { description: 'The first 20, those with a fault before the others.' },
        ),
      },
      { description: 'The files of its newest export that was read.' },
    ),
  },
  {
    title: 'SourcePartition',
    examples: [
      {
        ...{ id: PARTITION_ID, name: 'event_date=2026-03-01', state: 'held' },
        ...{ rows: 1204, loaded_at: '2026-03-02T02:20:11.000Z', can_accept: true, waiting_reason: null },
        held_reason: 'shrunken: the export has 12 rows, and the former one had 1204.',
        ...{ first_event_at: '2026-03-01T00:00:02.000Z', last_event_at: '2026-03-01T23:59:41.000Z' },
        files: { count: 0, bytes: 0, refused_rows: [], items: [] },
      },
    ],
  },
)
export type PartitionView = Static<typeof PartitionView>
export const PartitionPage = pageOf(PartitionView)
