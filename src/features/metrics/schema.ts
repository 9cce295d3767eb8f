import { type Static, Type } from 'typebox'
import { CUSTOM_KINDS } from '../../core/measure/custom-metric.ts'
import { keyMetricSchema } from '../../core/measure/key-metric-schema.ts'
import { Moment, OrgParams, strict } from '../../runtime/http/fields.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

export const MetricParams = Type.Object({
  ...OrgParams.properties,
  metric: plainText('Id of the metric.', 'trial-started'),
})

const Id = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description:
    'Small letters, digits and hyphens. The metric is called custom:<id> elsewhere. It never changes.',
})
const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '\\S',
  description: 'What people call it.',
})
const Kind = Type.Enum([...CUSTOM_KINDS], {
  type: 'string',
  description:
    'rate: the share of messages with at least one of its events. sum: the amounts of its events per message. weighted: the values of a message in other metrics, each times a weight. It never changes.',
})
const Events = Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), {
  maxItems: 50,
  uniqueItems: true,
  description:
    'Names of its events; none for a weighted metric, as the event mapping gives them. Upper and lower case are equal. An event without a name goes by its type, such as reply. Refunds cannot be listed.',
})
const ValueField = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
  description:
    'For a sum: the dotted path to the number, in the properties or in the body. Null: the amount of money that the event reports. It never changes.',
})
const Currency = Type.Union([Type.String({ pattern: '^[A-Z]{3}$' }), Type.Null()], {
  description:
    'For a sum of money: an ISO 4217 code. Amounts in other currencies are left out. Null with a value_field: the sum is no money. Null without: the currency of the organisation. It never changes.',
})
const Parts = Type.Array(
  Type.Object(
    {
      metric: keyMetricSchema('A rate or a sum.'),
      weight: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
    },
    strict,
  ),
  {
    maxItems: 10,
    description:
      'For a weighted metric, at least two others. A message has the sum of weight × value: 1 for a rate that it has, the amount in units for a sum. A metric of which less is better is subtracted. They never change.',
  },
)

const Direction = Type.Enum(['increase', 'decrease'], {
  type: 'string',
  description: 'Whether more or less of it is better.',
})
const DAYS_TEXT =
  'Days after a message in which an event counts for it. A weighted metric has none, its parts have their own.'
const WindowDays = Type.Number({ exclusiveMinimum: 0, maximum: 365, description: DAYS_TEXT })
export const WINDOW_DAYS = 14

const EXAMPLE = {
  id: 'trial-started',
  name: 'Trials started',
  kind: 'rate' as const,
  events: ['trial_started'],
  direction: 'increase' as const,
  window_days: 7,
}

export const MetricBody = Type.Object(
  {
    id: Id,
    name: Name,
    kind: Kind,
    events: withDefault(Events, []),
    parts: withDefault(Parts, []),
    value_field: withDefault(ValueField, null),
    currency: withDefault(Currency, null),
    direction: withDefault(Direction, 'increase'),
    window_days: Type.Optional(WindowDays),
  },
  { ...strict, title: 'CustomMetricInput', examples: [EXAMPLE] },
)
export type MetricBody = Static<typeof MetricBody>

/** Absent fields stay unchanged. */
export const MetricPatch = Type.Partial(
  Type.Object({
    name: Name,
    events: Events,
    direction: Direction,
    window_days: WindowDays,
    archived: Type.Boolean({
      description:
        'An archived metric is shown and offered nowhere. It goes on counting, so nothing is missing when it is taken back.',
    }),
  }),
  { ...strict, title: 'CustomMetricPatch', examples: [{ name: 'Trials' }] },
)
export type MetricPatch = Static<typeof MetricPatch>

export const MetricView = Type.Object(
  {
    id: Type.String(),
    key: Type.String({ description: 'The name of the metric elsewhere: custom:<id>.' }),
    name: Type.String(),
    kind: Kind,
    events: Type.Array(Type.String()),
    value_field: ValueField,
    currency: Currency,
    parts: Parts,
    direction: Direction,
    window_days: Type.Union([Type.Number(), Type.Null()], {
      description: DAYS_TEXT,
    }),
    archived: Type.Boolean(),
    used_by: Type.Array(Type.String(), {
      description: 'Ids of the templates whose key metric, learned metrics or guardrails name it.',
    }),
    part_of: Type.Array(Type.String(), {
      description: 'Ids of the weighted metrics that have it as a part.',
    }),
    created_at: Moment,
    updated_at: Moment,
  },
  {
    title: 'CustomMetric',
    examples: [
      {
        ...{ ...EXAMPLE, key: 'custom:trial-started', value_field: null, currency: null, archived: false },
        ...{ parts: [], used_by: ['welcome-email'], part_of: [] },
        ...{ created_at: '2026-02-20T08:10:00.000Z', updated_at: '2026-02-20T08:10:00.000Z' },
      },
    ],
  },
)
export type MetricView = Static<typeof MetricView>

export const MetricList = Type.Object(
  { items: Type.Array(MetricView, { description: 'By name, archived ones too.' }) },
  { title: 'CustomMetrics' },
)
