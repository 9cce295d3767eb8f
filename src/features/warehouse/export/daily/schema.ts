import { type Static, Type } from 'typebox'
import { Moment, orNull, strict } from '../../../../runtime/http/fields.ts'
import { pageOf } from '../../../../runtime/http/page.ts'
import { withDefault } from '../../../../runtime/http/with-default.ts'
import { S3ConnectionBody, S3ConnectionView } from '../../s3/connection.ts'
import { EXPORT, EXPORT_INPUT, EXPORT_RUN } from './examples.ts'

const Day = Type.String({ format: 'date', description: 'A day in UTC, such as 2026-01-31.' })

const { append: _append, quiet_minutes: _quiet, ...place } = S3ConnectionBody.properties
const { append: _shown, quiet_minutes: _quietShown, ...placeShown } = S3ConnectionView.properties

const settings = {
  with_people: withDefault(
    Type.Boolean({
      description: 'Whether user ids and addresses are exported. Otherwise their columns are null.',
    }),
    false,
  ),
  schedule: withDefault(
    orNull(
      Type.String({ minLength: 9, maxLength: 200 }),
      'When Parley exports, as five fields of cron in UTC. Null: only when asked.',
    ),
    '30 3 * * *',
  ),
  paused: withDefault(Type.Boolean({ description: 'Paused: nothing is exported.' }), false),
}

export const ExportBody = Type.Object(
  {
    connection: Type.Object(place, { ...strict, title: 'ExportConnectionInput' }),
    ...settings,
    first_day: Type.Optional(Day),
  },
  { ...strict, title: 'ExportInput', examples: [EXPORT_INPUT] },
)
export type ExportBody = Static<typeof ExportBody>

export const EXPORT_RUN_STATES = ['queued', 'running', 'finished', 'failed'] as const
export const EXPORT_RUN_TRIGGERS = ['schedule', 'request'] as const

const count = (description: string) => Type.Integer({ minimum: 0, description })

const RunDay = Type.Object({
  day: Day,
  decisions: count('Rows of decisions.'),
  events: count('Rows of events.'),
  files: count('Files, of both datasets.'),
  bytes: count('Their size.'),
})
export type RunDay = Static<typeof RunDay>

export const ExportRunView = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum([...EXPORT_RUN_STATES], {
      description: 'failed: the next run exports the days that are missing.',
    }),
    trigger: Type.Enum([...EXPORT_RUN_TRIGGERS]),
    started_by: orNull(Type.String(), 'Who asked for it. Null for the schedule.'),
    queued_at: Moment,
    started_at: orNull(Moment),
    ended_at: orNull(Moment),
    failure: orNull(Type.String(), 'Why it failed, and how to mend it.'),
    planned_days: count('How many days had to be exported when it began.'),
    days: Type.Array(RunDay, { description: 'The days that it has exported so far, the newest first.' }),
  },
  { title: 'ExportRun', examples: [EXPORT_RUN] },
)
export type ExportRunView = Static<typeof ExportRunView>
export const ExportRunPage = pageOf(ExportRunView)

export const ExportView = Type.Object(
  {
    connection: Type.Object(placeShown, { title: 'ExportConnection' }),
    ...settings,
    first_day: Day,
    next_run_at: orNull(Moment, 'Null if paused, or without a schedule.'),
    days: Type.Object(
      {
        exported: count('Days that lie in the bucket as they are here.'),
        due: count('Days that have changed since, or were never exported. The next run exports them.'),
        last: orNull(Day, 'The newest day in the bucket.'),
      },
      { title: 'ExportedDays' },
    ),
    last_run: orNull(ExportRunView),
  },
  { title: 'Export', examples: [EXPORT] },
)
export type ExportView = Static<typeof ExportView>
