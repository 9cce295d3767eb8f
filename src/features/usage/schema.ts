import { type Static, Type } from 'typebox'
import { orNull } from '../../runtime/http/fields.ts'

export const Usage = Type.Object(
  {
    tables: Type.Array(
      Type.Object({
        name: Type.String(),
        kept_by: Type.Union([Type.Enum(['requests_days', 'events_days']), Type.Null()], {
          description: 'The retention that deletes its rows. Null: another rule.',
        }),
        rows: Type.Integer({ description: 'Rows of this organisation. Estimated.' }),
        bytes: Type.Integer({ description: 'Their size on disk with indexes. Estimated.' }),
        oldest_at: orNull(Type.String(), 'Time of the oldest row of this organisation. Null: there is none.'),
        bytes_per_day: Type.Integer({ description: 'Growth since the oldest row. Estimated.' }),
      }),
    ),
    is_shared_evenly: Type.Boolean({
      description:
        'Whether the database has no statistics about organisations, so that each is said to have an equal part.',
    }),
    backlog: Type.Object({
      waiting: Type.Integer({
        description: 'Webhook calls that are not processed yet, counted up to 10 000.',
      }),
      is_more: Type.Boolean({ description: 'Whether there are more than that.' }),
      oldest_at: orNull(Type.String(), 'Arrival of the oldest of them. Null: none waits.'),
    }),
  },
  {
    title: 'Usage',
    examples: [
      {
        tables: [
          {
            name: 'decisions',
            kept_by: 'events_days',
            rows: 1200,
            bytes: 950000,
            oldest_at: '2026-02-20T08:10:00.000Z',
            bytes_per_day: 95000,
          },
        ],
        is_shared_evenly: true,
        backlog: { waiting: 0, is_more: false, oldest_at: null },
      },
    ],
  },
)
export type Usage = Static<typeof Usage>
