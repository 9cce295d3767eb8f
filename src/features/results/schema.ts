import { type Static, type TSchema, Type } from 'typebox'
import { GATE_NAMES } from '../../core/inference/gates.ts'

const orNull = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description })
const count = (description: string) => Type.Integer({ description })
const rate = (description: string) =>
  orNull(Type.Number(), `${description}, as a fraction of messages. Null without messages.`)

export const TemplateParams = Type.Object({
  org: Type.String({ description: 'Slug of the organisation.' }),
  id: Type.String({ description: 'Id of the template.', examples: ['welcome-email'] }),
})

const from = Type.Optional(
  Type.String({
    description:
      'ISO 8601, UTC unless it says otherwise. Whole hours of decision from here on. Default: the beginning.',
  }),
)
const to = Type.Optional(Type.String({ description: 'ISO 8601, not included. Default: now.' }))

export const ResultsQuery = Type.Object({ from, to })
export type ResultsQuery = Static<typeof ResultsQuery>

const counts = {
  decisions: count('Choices made.'),
  sends: count('Messages that the platform reported as sent.'),
  deliveries: count('Messages delivered.'),
  opens: count('Messages opened by a person.'),
  machine_opens: count('Messages opened by a program. In no rate.'),
  clicks: count('Messages clicked by a person.'),
  machine_clicks: count('Messages clicked by a program. In no rate.'),
  conversions: count('Messages with at least one conversion within the window.'),
  unsubscribes: count('Messages unsubscribed from.'),
  bounces: count('Messages bounced.'),
  complaints: count('Messages complained about.'),
}
export type CountName = keyof typeof counts
export const COUNT_NAMES = Object.keys(counts) as readonly CountName[]

const money = {
  revenue: Type.Number({
    description: "In units of the organisation's currency. Amounts in other currencies are not in it.",
  }),
  revenue_by_currency: Type.Record(Type.String(), Type.Number(), {
    description: 'Every currency that was reported, each in its own units; never added up.',
  }),
  orders: count("Conversions with an amount in the organisation's currency."),
}

const rates = {
  open_rate: rate('Opened'),
  click_rate: rate('Clicked'),
  conversion_rate: rate('Converted'),
  unsubscribe_rate: rate('Unsubscribed'),
  revenue_per_send: orNull(
    Type.Number(),
    "Revenue per message, in units of the organisation's currency. Null without messages.",
  ),
}

export const Figures = Type.Object({ ...counts, ...money, ...rates }, { title: 'Figures' })
export type Figures = Static<typeof Figures>

const KeyMetric = Type.Enum(['open_rate', 'click_rate', 'conversion_rate', 'unsubscribe_rate', 'revenue'], {
  type: 'string',
  description: 'Rates are fractions of messages; revenue is per message.',
})
export type KeyMetric = Static<typeof KeyMetric>

const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })
const chance = (description: string) =>
  orNull(Type.Number(), `${description}, from 0 to 1. Null where there is nothing to compare.`)

const VariantResult = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    control: Type.Boolean(),
    status: Type.String({
      description:
        'draft, approved, archived, deleted, or external: a control whose wording is the platform’s own, without a variant here.',
    }),
    themes: Type.Array(Type.String()),
    allocation: orNull(
      Type.Number(),
      'Its present share of treated traffic, from 0 to 1. Null while unknown.',
    ),
    ...Figures.properties,
    maturing: count('Messages in it whose window for the key metric is still open: they may yet convert.'),
    interval: orNull(
      Interval,
      '95 % interval of the key metric, in its unit: a confidence sequence, so it may be looked at whenever one likes, and while shares of traffic move. Null without messages.',
    ),
    chance_to_beat_control: chance('Chance that its key metric is better than that of the control group'),
    chance_to_be_best: chance(
      'Chance that its key metric is the best of all approved variants with messages: once all have enough of them, over the time since the last of them began',
    ),
    estimate: orNull(
      Type.Number(),
      'The key metric, in its unit, as it would be had all messages got this variant: each counts by one over the probability with which it was chosen (AIPW), so that it does not matter who got the variant when. Of the same messages as `interval`; for revenue very large amounts are cut off. Of a variant with target attributes: for the people it is meant for. Null without messages.',
    ),
    effective_messages: Type.Number({
      description:
        'How many evenly chosen messages those of the estimate are worth: as many as there are while its share of traffic stays the same, fewer the more it moved.',
    }),
    compared: orNull(
      Type.Object({
        messages: Type.Number(),
        estimate: Type.Number({ description: 'As `estimate`, over the time in question.' }),
        interval: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
      }),
      'The same over the time in which all approved variants could be chosen: only such figures are compared with each other. Null for other variants, without messages, and while the gate same-time is closed.',
    ),
    blocked: orNull(
      Type.Object({
        metric: Type.Enum(['unsubscribe_rate', 'complaint_rate'], { type: 'string' }),
        chance: Type.Number({ description: 'That it exceeds control by more than the margin, from 0 to 1.' }),
        rate: Type.Number({ description: 'As a fraction of its messages.' }),
        control_rate: Type.Number({
          description:
            'The same of the control group or, where that has no messages, of all other variants together.',
        }),
        reason: Type.String({ description: 'In plain words.' }),
      }),
      'Why a guardrail keeps it from being chosen at present, whatever period was asked for. Null while none does.',
    ),
  },
  { title: 'VariantResult' },
)
export type VariantResult = Static<typeof VariantResult>

const Lift = Type.Object(
  {
    metric: KeyMetric,
    absolute: orNull(
      Type.Number(),
      'Treatment minus control, in the unit of the metric. Of mature messages only, as soon as each group has enough of them. Very large amounts are cut off (revenue_per_send is of whole ones); where the share of control was changed, messages are weighted by it.',
    ),
    relative: orNull(Type.Number(), 'Treatment over control, minus one: 0.1 is 10 % more. Null over zero.'),
    interval: orNull(
      Interval,
      '95 % interval of the relative lift: a confidence sequence, so it may be looked at whenever one likes. Null while control may be zero.',
    ),
    chance_to_beat_control: chance('Chance that treatment is better than control'),
    enough_data: Type.Boolean({
      description: 'Whether both groups have enough messages to be compared.',
    }),
  },
  { title: 'Lift' },
)
export type Lift = Static<typeof Lift>

const Gate = Type.Object(
  {
    name: Type.Enum([...GATE_NAMES], { type: 'string' }),
    ok: Type.Boolean(),
    detail: Type.String({ description: 'What was found, in plain words.' }),
  },
  { title: 'Gate' },
)
export type Gate = Static<typeof Gate>

const heading = {
  as_of: Type.String({ description: 'When this was computed. ISO 8601, UTC.' }),
  template: Type.Object({
    id: Type.String(),
    name: Type.String(),
    key_metric: KeyMetric,
    status: Type.String(),
  }),
  currency: Type.String({ description: 'What revenue is in.' }),
  denominator: Type.Enum(['sends', 'decisions'], {
    type: 'string',
    description: 'What a message is, in rates: a send where the platform reports sends, else a decision.',
  }),
}

export const Results = Type.Object(
  {
    ...heading,
    control: Figures,
    treatment: Figures,
    fallback: Type.Object(
      { decisions: counts.decisions, sends: counts.sends },
      { description: 'Control wording given outside of the experiment; in no other figure.' },
    ),
    lift: Lift,
    variants: Type.Array(VariantResult),
    gates: Type.Array(Gate, {
      description:
        'Whether the comparison may be relied on, one reason at a time; ready-to-ship only when all others hold.',
    }),
  },
  { title: 'Results' },
)
export type Results = Static<typeof Results>

const Bucket = Type.Enum(['hour', 'day', 'week'], {
  type: 'string',
  description: 'Length of a bucket, by default a day. UTC; weeks begin on Monday.',
})
export type Bucket = Static<typeof Bucket>

export const SeriesQuery = Type.Object({
  from,
  to,
  interval: Type.Optional(Bucket),
  metric: Type.Optional(KeyMetric),
})
export type SeriesQuery = Static<typeof SeriesQuery>

const SeriesFigures = Type.Object(
  {
    id: Type.String({ description: 'Id of the variant.' }),
    decisions: counts.decisions,
    sends: counts.sends,
    opens: counts.opens,
    clicks: counts.clicks,
    conversions: counts.conversions,
    unsubscribes: counts.unsubscribes,
    revenue: money.revenue,
    rate: orNull(
      Type.Number(),
      'The metric: a fraction of messages, or revenue per message. Null without messages.',
    ),
  },
  { title: 'TimeseriesFigures' },
)
export type SeriesFigures = Static<typeof SeriesFigures>

export const Series = Type.Object(
  {
    ...heading,
    interval: Bucket,
    metric: KeyMetric,
    buckets: Type.Array(
      Type.Object({
        at: Type.String({ description: 'Beginning of the bucket. ISO 8601, UTC.' }),
        variants: Type.Array(SeriesFigures),
      }),
      {
        description: 'By hour of decision, oldest first. What has no figures is left out.',
      },
    ),
    allocations: Type.Array(
      Type.Object({
        at: Type.String({ description: 'From when on. ISO 8601, UTC.' }),
        weights: Type.Record(Type.String(), Type.Number(), {
          description: 'Share of treated traffic by variant id.',
        }),
      }),
      {
        description:
          'How traffic was divided, oldest first, beginning with what was in force at `from`. At most 1000, evenly spread.',
      },
    ),
  },
  { title: 'Timeseries' },
)
export type Series = Static<typeof Series>
export type Denominator = 'sends' | 'decisions'
