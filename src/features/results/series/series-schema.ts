import { type Static, Type } from 'typebox'
import { type SeriesCount, usedAs } from '../../../core/measure/measures.ts'
import { REWEIGHTINGS } from '../../../runtime/catalog/reweighting.ts'
import { orNull } from '../../../runtime/http/fields.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { type ByName, counts, money } from '../schema/figures.ts'
import { Interval, KeyMetric } from '../schema/parts.ts'
import { PERIOD } from '../schema/query.ts'
import { heading } from '../schema.ts'

export const Bucket = Type.Enum(['hour', 'day', 'week'], {
  type: 'string',
  description: 'Length of a bucket. Default: day. Weeks start on Monday.',
})
export type Bucket = Static<typeof Bucket>

export const STEPS_MAX = 200

export const SeriesQuery = Type.Object({
  ...PERIOD,
  interval: Type.Optional(Bucket),
  steps: withDefault(
    Type.Integer({
      minimum: 2,
      maximum: STEPS_MAX,
      description: 'The maximum number of points of `lift`, and of rows of `allocations`.',
    }),
    120,
  ),
  timezone: withDefault(
    Type.String({
      maxLength: 64,
      description: 'IANA zone in which days and weeks begin, such as Europe/Berlin.',
    }),
    'UTC',
  ),
})
export type SeriesQuery = Static<typeof SeriesQuery>

export const SERIES_TABLES = ['rates', 'lift', 'traffic'] as const
export type SeriesTable = (typeof SERIES_TABLES)[number]

export const SeriesCsvQuery = Type.Object({
  ...SeriesQuery.properties,
  table: withDefault(
    Type.Enum([...SERIES_TABLES], {
      type: 'string',
      description: 'rates: figures by time and variant. lift: its points. traffic: the shares of traffic.',
    }),
    'rates',
  ),
})

const inSeries = Object.fromEntries(usedAs('series').map(({ count: name }) => [name, counts[name]]))

const SeriesFigures = Type.Object(
  {
    id: Type.String({ description: 'Id of the variant.' }),
    decisions: counts.decisions,
    ...(inSeries as ByName<SeriesCount, Type.TInteger>),
    revenue: money.revenue,
    rate: orNull(
      Type.Number(),
      'Value of the metric: a fraction of messages, or revenue per message. Null without messages.',
    ),
  },
  { title: 'TimeseriesFigures' },
)
export type SeriesFigures = Static<typeof SeriesFigures>

export const LiftPoint = Type.Object(
  {
    at: Type.String({ description: 'Messages sent before this time. ISO 8601, UTC.' }),
    relative: orNull(Type.Number(), 'As in `lift` of the results'),
    interval: orNull(Interval, 'As in `lift` of the results'),
    maturing_share: Type.Number({
      description: 'Share of these messages whose window is still open, from 0 to 1.',
    }),
  },
  { title: 'LiftPoint' },
)
export type LiftPoint = Static<typeof LiftPoint>

const AllocationStep = Type.Object(
  {
    at: Type.String({ description: 'Start time of these shares. ISO 8601, UTC.' }),
    weights: Type.Record(Type.String(), Type.Number(), {
      description: 'Share of treated traffic by variant id.',
    }),
    traffic: orNull(
      Type.Record(Type.String(), Type.Number()),
      'Share of all messages of the experiment by variant id, control included. Null when the platform divides them',
    ),
    reason: orNull(
      Type.Enum([...REWEIGHTINGS], { type: 'string' }),
      'Why the shares changed. learned: from new reports. manual: a person set them. Null for rows of earlier versions of Parley',
    ),
  },
  { title: 'AllocationStep' },
)

export const Series = Type.Object(
  {
    ...heading,
    interval: Bucket,
    timezone: Type.String({ description: 'Zone in which days and weeks begin.' }),
    metric: KeyMetric,
    level: Type.Number({ description: 'Level of all intervals: 0.95 is 95 %.' }),
    lift: Type.Array(LiftPoint, {
      description:
        'The lift of all messages sent until a moment, with the outcomes known now. The last point is `lift` of the results. Moments before both groups have enough messages are left out.',
    }),
    buckets: Type.Array(
      Type.Object({
        at: Type.String({ description: 'Start of the bucket. ISO 8601, UTC.' }),
        variants: Type.Array(SeriesFigures),
      }),
      {
        description: 'Figures by time of decision, oldest first. Empty buckets are left out.',
      },
    ),
    allocations: Type.Array(AllocationStep, {
      description:
        'Traffic shares over time, oldest first, starting with the shares at `from`. At most `steps`, evenly spread.',
    }),
  },
  { title: 'Timeseries' },
)
export type Series = Static<typeof Series>
