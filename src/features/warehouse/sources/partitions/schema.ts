import { type Static, Type } from 'typebox'
import { Moment, orNull } from '../../../../runtime/http/fields.ts'
import { pageOf } from '../../../../runtime/http/page.ts'
import { plainText } from '../../../../runtime/http/plain-text.ts'
import { SourceParams } from '../schema.ts'

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
