import { type Static, Type } from 'typebox'
import { Moment, orNull } from '../../../runtime/http/fields.ts'
import { pageOf } from '../../../runtime/http/page.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { RUN, SOURCE_ID } from './examples.ts'

export const RunParams = Type.Object({
  org: plainText('Slug of the organisation.'),
  source: plainText('Id of the source.', SOURCE_ID),
  run: plainText('Id of the run.', RUN.id),
})

export const RUN_STATES = ['queued', 'running', 'finished', 'failed', 'canceled'] as const
export const RUN_TRIGGERS = ['schedule', 'request', 'command'] as const
export const DAY_STATES = ['loaded', 'waiting', 'held'] as const

const PlannedAndDone = Type.Object({ planned: Type.Integer(), done: Type.Integer() })

const Day = Type.Object({
  name: Type.String({ description: 'The day, such as event_date=2026-01-03, or the file.' }),
  state: Type.Enum([...DAY_STATES]),
  rows: orNull(Type.Integer(), 'Rows of the export. Null if it was not read.'),
  added: Type.Integer(),
  withdrawn: Type.Integer(),
  reason: orNull(Type.String(), 'Why it was not taken.'),
})
export type RunDay = Static<typeof Day>

export const RunView = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum([...RUN_STATES], {
      description: 'canceled: what was read until then stays. failed: see failure; the next run goes on.',
    }),
    trigger: Type.Enum([...RUN_TRIGGERS]),
    started_by: orNull(Type.String(), 'Who asked for it. Null for the schedule.'),
    queued_at: Moment,
    started_at: orNull(Moment),
    ended_at: orNull(Moment),
    failure: orNull(Type.String(), 'Why it failed, and how to mend it.'),
    current: orNull(Type.String(), 'What it does now.'),
    objects: PlannedAndDone,
    bytes: PlannedAndDone,
    rows: Type.Object({
      read: Type.Integer({ description: 'Rows that are events, in the days that were read.' }),
      added: Type.Integer(),
      withdrawn: Type.Integer(),
      refused: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }), {
        description: 'Rows that are no events, or that count nothing, by reason.',
      }),
      per_second: orNull(Type.Number(), 'Rows added or withdrawn a second, from the start of the run.'),
    }),
    seconds_left: orNull(Type.Integer(), 'Null if too little is known, or the run has ended.'),
    unchanged: Type.Integer({ description: 'Days that had not changed.' }),
    days: Type.Array(Day, { description: 'What it did with each other day, as far as it came.' }),
    days_covered: orNull(
      Type.Object({ first: Type.String(), last: Type.String() }),
      'The first and the last day of what it found.',
    ),
    first_event_at: orNull(Moment, 'Of the rows that it read.'),
    last_event_at: orNull(Moment, 'Of the rows that it read.'),
    late_seconds: orNull(
      Type.Integer(),
      'How far the export was behind at the end of the run: that moment, less the newest event of the source.',
    ),
  },
  { title: 'SourceRun', examples: [RUN] },
)
export type RunView = Static<typeof RunView>
export const RunPage = pageOf(RunView)
