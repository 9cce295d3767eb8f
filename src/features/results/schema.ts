import { type Static, type TSchema, Type } from 'typebox'
import { GATE_NAMES, GATE_UNITS } from '../../core/inference/gates.ts'
import type { GuardedMetric as Guarded } from '../../core/inference/guardrails/guardrails.ts'
import { SEGMENTS_MAX } from '../../core/inference/segments.ts'
import { CUSTOM_KINDS } from '../../core/measure/custom-metric.ts'
import { customKeySchema, keyMetricSchema } from '../../core/measure/key-metric-schema.ts'
import {
  ALL_MEASURES,
  type CountName as Measured,
  type RateName,
  usedAs,
} from '../../core/measure/measures.ts'
import { RESULTS } from './examples.ts'
import { RANGES } from './ranges.ts'
import { count, Interval, orNull, Verdict } from './schema-parts.ts'
import { Segments } from './segments/segment-schema.ts'
import { ThemeResult } from './segments/theme-schema.ts'

const rate = (description: string) =>
  orNull(Type.Number(), `${description}, as a fraction of messages. Null without messages.`)

export const TemplateParams = Type.Object({
  org: Type.String({ description: 'Slug of the organisation.' }),
  id: Type.String({ description: 'Id of the template.', examples: ['welcome-email'] }),
})

const from = Type.Optional(
  Type.String({
    description:
      'Only decisions at or after this time, in whole hours. ISO 8601; UTC by default. Default: the first decision.',
  }),
)
const to = Type.Optional(
  Type.String({ description: 'Only decisions before this time. ISO 8601. Default: now.' }),
)

const range = Type.Optional(
  Type.Enum([...RANGES], {
    type: 'string',
    description: 'A period until now, in whole hours, instead of from and to.',
  }),
)

export const KeyMetric = keyMetricSchema('Rates are fractions of messages; amounts are per message.')

const metric = Type.Optional(
  keyMetricSchema('Compare by this metric. Default: the key metric of the template.'),
)

export const PERIOD = { from, to, range, metric }

const segment = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description:
      'Name of an attribute with a rule: the answer has the results for each of its values. Not an attribute that names people.',
    examples: ['country'],
  }),
)

export const ResultsQuery = Type.Object({ ...PERIOD, segment })
export type ResultsQuery = Static<typeof ResultsQuery>

export const TABLES = ['wordings', 'themes', 'segments'] as const

export const ResultsCsvQuery = Type.Object({
  ...PERIOD,
  segment,
  table: Type.Enum([...TABLES], {
    type: 'string',
    default: 'wordings',
    description: 'wordings: one row per variant; themes; segments: one row per value of `segment`.',
  }),
})
export type ResultsCsvQuery = Static<typeof ResultsCsvQuery>

// The columns of the table of measures, as schemas.
export type ByName<Name extends string, Schema extends TSchema> = { readonly [Each in Name]: Schema }

const measured = Object.fromEntries(ALL_MEASURES.map(({ count: name, text }) => [name, count(text)]))
export const counts = {
  decisions: count('Number of decisions.'),
  ...(measured as ByName<Measured, Type.TInteger>),
}
export type CountName = keyof typeof counts
export const COUNT_NAMES = Object.keys(counts) as readonly CountName[]

export const money = {
  revenue: Type.Number({
    description: "Revenue in units of the organisation's currency, without amounts in other currencies.",
  }),
  revenue_by_currency: Type.Record(Type.String(), Type.Number(), {
    description: 'Revenue by currency, each in units of that currency.',
  }),
  orders: count("Conversions with an amount in the organisation's currency."),
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const ratesShown = Object.fromEntries(usedAs('rate').map(({ rate: name, did }) => [name, rate(capital(did))]))
const rates = {
  ...(ratesShown as ByName<RateName<'rate'>, ReturnType<typeof rate>>),
  revenue_per_send: orNull(
    Type.Number(),
    "Revenue per message, in units of the organisation's currency. Null without messages.",
  ),
}

const MetricFigures = Type.Object(
  {
    metric: customKeySchema('custom:<id>.'),
    name: Type.String(),
    kind: Type.Enum([...CUSTOM_KINDS], { type: 'string' }),
    direction: Type.Enum(['increase', 'decrease'], {
      type: 'string',
      description: 'Whether more or less of it is better.',
    }),
    currency: orNull(Type.String(), 'Of a sum of money. Null for a rate and for a plain number'),
    messages: count('Messages with at least one event of the metric.'),
    total: Type.Number({
      description:
        'For a rate the same as `messages`, for a sum the amounts in its unit, for a weighted metric the weighted sum.',
    }),
    value: orNull(Type.Number(), 'The total per message. Null without messages.'),
  },
  { title: 'MetricFigures' },
)
export type MetricFigures = Static<typeof MetricFigures>

const metrics = Type.Array(MetricFigures, {
  description: 'The metrics that the organisation names itself, without archived ones.',
})

export const Figures = Type.Object({ ...counts, ...money, ...rates, metrics }, { title: 'Figures' })
export type Figures = Static<typeof Figures>

const chance = (description: string) =>
  orNull(Type.Number(), `${description}. From 0 to 1. Null when there is nothing to compare.`)

export const GuardedMetric = Type.Unsafe<Guarded>({
  type: 'string',
  description: `${usedAs('guardrail')
    .map(({ rate: name }) => name)
    .join(', ')}, or custom:<id>.`,
})

/** Why a figure has no interval. */
export const MISSING_INTERVALS = ['no-messages', 'no-amounts', 'below-zero', 'control-may-be-zero'] as const
export type MissingInterval = (typeof MISSING_INTERVALS)[number]
const intervalMissing = orNull(
  Type.Enum([...MISSING_INTERVALS], { type: 'string' }),
  'Why `interval` is null. no-messages: there are none to compare. no-amounts: no message brought an amount in the currency of the figures, so nothing is known of their size. below-zero: refunds took more than a group brought, and a ratio says nothing then. control-may-be-zero: control has no success yet, or so few orders that a single one decides its mean, and the lift has no upper end. Null if there is an interval',
)

const VariantResult = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    control: Type.Boolean(),
    status: Type.String({
      description:
        'draft, approved, archived, deleted or external. external: the control wording is at the platform and has no variant in Parley.',
    }),
    themes: Type.Array(Type.String()),
    allocation: orNull(Type.Number(), 'Present share of treated traffic, from 0 to 1. Null when unknown.'),
    traffic: orNull(
      Type.Number(),
      'Present share of all messages of the experiment, control included, from 0 to 1. Null while unknown, and when the platform divides the messages.',
    ),
    ...Figures.properties,
    maturing: count('Messages whose window for the key metric is still open. They can still convert.'),
    interval: orNull(
      Interval,
      '95 % interval of the same mean as `estimate`, in its unit; `estimate` always lies in it. It is a confidence sequence: it stays valid at every look, and while traffic shares and rates change. For revenue it is of the mean of capped amounts. Null for the reason in `interval_missing`',
    ),
    interval_missing: intervalMissing,
    lift: orNull(
      Type.Object({
        relative: Type.Number({
          description: 'Its key metric over that of control, minus one. Lies in `interval`.',
        }),
        interval: Interval,
        beats_control: Type.Boolean({
          description: 'Whether the whole interval is on the better side of zero.',
        }),
      }),
      'The wording against control, over the time in which both could be chosen. The interval holds at every look, while rates and shares move, and for all wordings together: with 95 %, none of them is ever wrong. Null without enough messages of both, before messages are mature, while control may be zero, for a wording with target attributes, for an archived one, and if the platform divides the messages.',
    ),
    chance_to_beat_control: chance(
      'Probability that its key metric is better than that of the control group, from the time in which both could be chosen',
    ),
    chance_to_be_best: chance(
      'Probability that its key metric is the best among all approved variants with messages. Control is one of them: the probabilities of all approved variants and control add up to 1. It covers the time since the last of them began, and needs enough messages of each variant',
    ),
    estimate: orNull(
      Type.Number(),
      'Estimate of the key metric, in its unit: the mean if all messages since `estimate_since` had had this variant. Each message is weighted by one over the probability of its choice (AIPW), so changes of traffic do not bias it. Variants that began at different times cover different days: compare them by `compared` or `lift`. For revenue and other amounts it is the mean of capped amounts (`amounts.capped_at`), beside the whole ones in `revenue_per_send`; refunds are subtracted. For a variant with target attributes, it covers only the people who are eligible. Null without messages.',
    ),
    estimate_since: orNull(
      Type.String(),
      'Start of the time that `estimate` and `interval` cover: the first stretch of time with a message of the variant, in the requested period. ISO 8601. Null without messages, and when sums are not kept by time for the period',
    ),
    effective_messages: Type.Number({
      description:
        'Number of evenly chosen messages that give the same precision. Equal to the number of messages while the traffic share is constant, lower the more it changed.',
    }),
    compared: orNull(
      Type.Object({
        messages: Type.Number(),
        estimate: Type.Number({ description: 'Like `estimate`, over this time.' }),
        interval: Interval,
        since: orNull(Type.String(), 'Start of this time. ISO 8601. Null when sums are not kept by time'),
      }),
      'Estimates over the time in which all approved variants could be chosen. Compare variants by these only. Null for variants that are not approved, without messages, and while one of them has fewer than 100 messages over it.',
    ),
    blocked: orNull(
      Type.Object({
        metric: GuardedMetric,
        chance: Type.Number({
          description: 'Probability that it is worse than control by more than the margin, from 0 to 1.',
        }),
        rate: Type.Number({
          description:
            'Fraction of the messages of the variant; for an amount, the amount a message in its unit.',
        }),
        control_rate: Type.Number({
          description:
            'The same of the control group. Without such messages: of all other variants together.',
        }),
        reason: Type.String({ description: 'Reason in plain words.' }),
      }),
      'Guardrail that blocks the variant at present, whatever the period of the request. Null when none does.',
    ),
  },
  { title: 'VariantResult' },
)
export type VariantResult = Static<typeof VariantResult>

export const Lift = Type.Object(
  {
    metric: KeyMetric,
    absolute: orNull(
      Type.Number(),
      'Treatment minus control, in the unit of the metric. Uses only mature messages when each group has enough of them. Amounts are capped at `amounts.capped_at` (not in revenue_per_send). If the control share changed, messages are weighted by it.',
    ),
    relative: orNull(
      Type.Number(),
      'Treatment divided by control, minus one: 0.1 means 10 % more. Null when control is zero.',
    ),
    interval: orNull(
      Interval,
      '95 % interval of the relative lift. It is a confidence sequence: it stays valid at every look. Null for the reason in `interval_missing`',
    ),
    design_effect: Type.Number({
      description:
        'How many times larger the variance of the lift is than that of as many messages to different people: people stay in their group, and the messages of one person are alike. 1 if people get one message each, or if messages are divided one by one. Intervals and probabilities of the comparison with control allow for it.',
    }),
    interval_unbounded: Type.Boolean({
      description:
        'Whether both groups have messages, and `interval` is null because control may be zero: the lift has no upper end.',
    }),
    interval_missing: intervalMissing,
    chance_to_beat_control: chance('Probability that treatment is better than control'),
    enough_data: Type.Boolean({
      description: 'Whether both groups have enough messages for a comparison.',
    }),
  },
  { title: 'Lift' },
)
export type Lift = Static<typeof Lift>

const Amounts = Type.Object(
  {
    currency: orNull(Type.String(), 'Currency of the amounts. Null for a plain number'),
    capped_at: orNull(
      Type.Number(),
      'In lift, estimates, intervals and chances, a larger amount of a message counts as this one: the 99.5th percentile of all orders. Null while no amount is capped: fewer than 200 orders, or a period without stored sums',
    ),
    capped_mean: Type.Object(
      { control: orNull(Type.Number(), 'Of control'), treatment: orNull(Type.Number(), 'Of treatment') },
      {
        description:
          'Mean per message of the compared messages, with capped amounts. revenue_per_send has whole amounts of all messages.',
      },
    ),
    orders_in_other_currencies: Type.Record(Type.String(), Type.Integer(), {
      description:
        'Orders by currency that the comparison does not count. Their amounts are in revenue_by_currency.',
    }),
  },
  { title: 'Amounts' },
)

const Gate = Type.Object(
  {
    name: Type.Enum([...GATE_NAMES], { type: 'string' }),
    ok: Type.Boolean(),
    detail: Type.String({ description: 'Finding in plain words.' }),
    have: orNull(Type.Number(), 'What there is, in `unit`. Null if there is nothing to measure'),
    need: orNull(Type.Number(), 'What the gate asks for, in `unit`'),
    unit: Type.Enum([...GATE_UNITS], {
      type: 'string',
      description: 'Unit of `have` and `need`. Shares and chances are from 0 to 1.',
    }),
    fix: orNull(Type.String(), 'What to do, in one sentence. Null while the gate holds'),
  },
  { title: 'Gate' },
)
export type Gate = Static<typeof Gate>

export const heading = {
  as_of: Type.String({ description: 'Time of computation. ISO 8601, UTC.' }),
  template: Type.Object({
    id: Type.String(),
    name: Type.String(),
    key_metric: KeyMetric,
    status: Type.String(),
  }),
  currency: Type.String({ description: 'Currency of revenue.' }),
  denominator: Type.Enum(['sends', 'decisions'], {
    type: 'string',
    description: 'Denominator of rates: sends when the platform reports sends, else decisions.',
  }),
}

export const Results = Type.Object(
  {
    ...heading,
    level: Type.Number({ description: 'Level of all intervals: 0.95 is 95 %.' }),
    verdict: Verdict,
    split: Type.Object({
      method: Type.String({ description: 'internal_persistent, internal_random or external.' }),
      control_share: orNull(
        Type.Number(),
        'Present share of control among all messages. Null when the platform divides them',
      ),
    }),
    matured: Type.Object(
      {
        messages: count('Messages whose window is closed.'),
        share: orNull(Type.Number(), 'Their share of all messages, from 0 to 1. Null without messages'),
      },
      { description: 'A metric without a window has nothing to wait for: all messages are mature.' },
    ),
    control: Figures,
    treatment: Figures,
    fallback: Type.Object(
      { decisions: counts.decisions, sends: counts.sends },
      { description: 'Control wordings outside the experiment. No other figure contains them.' },
    ),
    lift: Lift,
    amounts: orNull(
      Amounts,
      'What is counted if the metric is an amount: capped amounts, with refunds subtracted, in one currency. Null for a rate',
    ),
    variants: Type.Array(VariantResult),
    themes: Type.Array(ThemeResult, {
      description: `Wordings by their themes: at most ${SEGMENTS_MAX} rows, the largest first. A wording counts in each of its themes. All intervals hold together with \`level\`. Empty if no wording has a theme.`,
    }),
    segments: orNull(Segments, 'The results for each value of the attribute in `segment`. Null without it'),
    gates: Type.Array(Gate, {
      description: 'Checks of the comparison. ready-to-ship passes only when all other gates pass.',
    }),
  },
  { title: 'Results', examples: [RESULTS] },
)
export type Results = Static<typeof Results>

export type Denominator = 'sends' | 'decisions'
