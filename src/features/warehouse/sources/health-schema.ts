import { Type } from 'typebox'
import { SOURCE } from './examples.ts'
import { Moment, orNull } from './fields.ts'
import { RunView } from './run-schema.ts'

export const SOURCE_STATUSES = [
  ...(['never-run', 'running', 'works', 'held', 'late', 'failing', 'paused', 'expiring'] as const),
] as const

export const SourceHealth = Type.Object(
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
