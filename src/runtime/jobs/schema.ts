import { type Static, Type } from 'typebox'
import { orNull } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { plainText } from '../http/plain-text.ts'
import { JOB_STATES, type JobState, type StoredJob } from './job.ts'

export const JobParams = Type.Object({
  org: plainText('Slug of the organisation.'),
  id: plainText('Id of the job.'),
})

const State = Type.Unsafe<JobState>({
  type: 'string',
  enum: [...JOB_STATES],
  description: 'canceled: what was done until then stays done. failed: see failure.',
})

export const JobsQuery = Type.Object({
  kind: Type.Optional(plainText('Kind of the jobs.', 'feedback-retry')),
  state: Type.Optional(State),
  ...PageQuery,
})
export type JobsQuery = Static<typeof JobsQuery>

export const JobView = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({
      description: 'feedback-retry, delivery-resend, simulation, metric-count or channels.',
    }),
    state: State,
    input: Type.Record(Type.String(), Type.Unknown(), { description: 'What was asked for.' }),
    total: Type.Integer({ description: 'Items to do, as counted at the start.' }),
    done: Type.Integer({ description: 'Items that are done.' }),
    changed: Type.Integer({ description: 'Items that the job has changed.' }),
    failure: orNull(Type.String(), 'Reason why it failed.'),
    created_at: Type.String({ format: 'date-time' }),
    created_by: orNull(Type.String(), 'Who started it.'),
    finished_at: orNull(Type.String({ format: 'date-time' }), 'Null while it is running.'),
  },
  {
    title: 'Job',
    examples: [
      {
        id: '019cade3-1f60-7c92-a7b5-4d8e60f3c129',
        kind: 'feedback-retry',
        state: 'running',
        input: { since: '2026-03-01T00:00:00.000Z' },
        total: 1204,
        done: 500,
        changed: 500,
        failure: null,
        created_at: '2026-03-02T09:31:10.000Z',
        created_by: 'Ann',
        finished_at: null,
      },
    ],
  },
)
export type JobView = Static<typeof JobView>
export const JobPage = pageOf(JobView)

/** A job in the format of the API. */
export const showJob = (row: StoredJob): JobView => ({
  id: row.id,
  kind: row.kind,
  state: row.state as JobState,
  input: { ...row.input },
  total: row.total,
  done: row.done,
  changed: row.changed,
  failure: row.failure,
  created_at: row.created_at.toISOString(),
  created_by: row.created_by,
  finished_at: row.finished_at?.toISOString() ?? null,
})
