import { type Static, Type } from 'typebox'
import { Moment, orNull } from '../../../../runtime/http/fields.ts'
import { pageOf } from '../../../../runtime/http/page.ts'
import { count, Day } from './schema.ts'

export const EXPORT_DAY_STATES = ['exported', 'changed', 'waiting', 'closed'] as const

const ExportDayView = Type.Object(
  {
    day: Day,
    state: Type.Enum([...EXPORT_DAY_STATES], {
      description:
        'exported: its files are as it is here. changed: something has changed since. waiting: it was not exported yet, or its export did not end. The next run exports both. closed: something of it may have been deleted for its age, so its files stay as they are.',
    }),
    exported_at: orNull(Moment, 'When its files were written. Null while it waits.'),
    decisions: count('Rows of decisions in its files.'),
    events: count('Rows of events in its files.'),
  },
  {
    title: 'ExportDay',
    examples: [
      {
        ...{ day: '2026-03-01', state: 'exported', exported_at: '2026-03-02T03:31:40.000Z' },
        ...{ decisions: 120_400, events: 310_988 },
      },
    ],
  },
)
export type ExportDayView = Static<typeof ExportDayView>
export const ExportDayPage = pageOf(ExportDayView)
