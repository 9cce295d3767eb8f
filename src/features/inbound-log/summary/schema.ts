import { type Static, Type } from 'typebox'
import { PLATFORM_SLUGS } from '../../../core/platforms/index.ts'
import { time } from '../../../runtime/http/fields.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { SUMMARY } from './example.ts'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const count = (description?: string) =>
  Type.Integer({ minimum: 0, ...(description === undefined ? {} : { description }) })

/** The lengths of buckets. */
export const INTERVALS = ['minute', 'five-minutes', 'hour', 'day'] as const
export type Interval = (typeof INTERVALS)[number]

export const SummaryQuery = Type.Object({
  platform: text(PLATFORM_SLUGS),
  from: text('Begin of the period, rounded down to the minute. Default: an hour before its end.'),
  to: text('End of the period, rounded up to the minute. Default: now.'),
  interval: withDefault(
    Type.Unsafe<Interval>({
      type: 'string',
      enum: [...INTERVALS],
      description: 'Length of a bucket. Buckets of a day begin at midnight UTC.',
    }),
    'minute',
  ),
})
export type SummaryQuery = Static<typeof SummaryQuery>

export const STANDING =
  'counted: an item counts. kept: stored without counting. attention: refused, unreadable, rejected or failed.'

const tallies = {
  counted: count('Calls of which at least one item counts and none needs attention.'),
  kept: count('Calls that were read and do not count.'),
  attention: count('Calls that were refused, cannot be read, or were rejected.'),
  waiting: count('Calls that wait for their first processing.'),
}

export const RequestsSummary = Type.Object(
  {
    from: time('Begin of the period.'),
    to: time('End of the period.'),
    interval: Type.Unsafe<Interval>({ type: 'string', enum: [...INTERVALS] }),
    complete_since: Type.Union([time('Earlier calls are not in the summary.'), Type.Null()], {
      description: 'Calls that arrived earlier are not in the summary. Null: all are.',
    }),
    total: count('Calls in the period, with refused ones.'),
    ...tallies,
    buckets: Type.Array(Type.Object({ at: time('Begin of the bucket.'), ...tallies }), {
      description: 'In order of time. Buckets without a call are included.',
    }),
    by_outcome: Type.Record(Type.String(), Type.Integer(), {
      description: 'Calls by outcome of the whole call. `waiting`: not processed yet. `refused`: not stored.',
    }),
    by_reason: Type.Array(Type.Object({ reason: Type.String(), count: count() }), {
      description: 'Calls by reason, most frequent first. Only reasons that are codes.',
    }),
    by_platform: Type.Record(Type.String(), Type.Integer(), { description: 'Calls by platform.' }),
  },
  { title: 'RequestsSummary', examples: [SUMMARY] },
)
export type RequestsSummary = Static<typeof RequestsSummary>
