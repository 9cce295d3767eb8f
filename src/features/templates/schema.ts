import { type Static, type TSchema, Type } from 'typebox'
import { ALGORITHMS } from '../../core/bandit/algorithm.ts'
import { customKeySchema, keyMetricSchema } from '../../core/measure/key-metric-schema.ts'
import { usedAs } from '../../core/measure/measures.ts'
import { Moment, strict } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { VARIANT, VariantView } from './variant-schema.ts'

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

const TemplateStatus = Type.Enum(['draft', 'active', 'shipped', 'archived'])
export type TemplateStatus = Static<typeof TemplateStatus>

const GUARDED = usedAs('guardrail')
  .map(({ name }) => name)
  .join(' or ')

const Channel = Type.Enum(['email', 'sms', 'push', 'in_app', 'web', 'other'])
const KeyMetric = keyMetricSchema('Metric that the variants are compared by.')
const Algorithm = Type.Enum([...ALGORITHMS], {
  description:
    'Allocation of traffic. adaptive: Thompson sampling with correction for delayed conversions, shrinkage and tempering. contextual: the same by attributes. docs/statistics.md describes each algorithm.',
})
const Epsilon = Type.Number({
  minimum: 0,
  maximum: 1,
  description: 'Share of choices made evenly at random.',
})
const Method = Type.Enum(['internal_persistent', 'internal_random', 'external'], {
  description:
    'Assignment to control or treatment: by Parley per person (internal_persistent), by Parley per message (internal_random), or by the platform (external).',
})
const ControlShare = Type.Number({ minimum: 0, maximum: 1 })
const Days = Type.Number({ minimum: 0, maximum: 365 })
const DaysOrDefault = Type.Union([Days, Type.Null()], {
  description: 'Null: the setting of the organisation.',
})

const LearnedMetric = Type.Object({ metric: KeyMetric, weight: Type.Number({ exclusiveMinimum: 0 }) }, strict)

const CustomGuardrail = Type.Object(
  {
    metric: customKeySchema('custom:<id>.'),
    margin: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'For a rate a share of messages, default 0.005; for a sum or a weighted metric a share of the amount of control, default 0.05.',
      }),
    ),
  },
  strict,
)

/** The same or null, which is the default. One schema with two types, not a union, so that a mistake is reported once. */
const orDefault = <Schema extends TSchema & { readonly type: string }>(schema: Schema, description: string) =>
  Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'], description })

/** Every setting is optional, and null is its default. */
export const LearningBody = Type.Partial(
  Type.Object({
    context: orDefault(
      Type.Array(Name, { maxItems: 20, uniqueItems: true }),
      'Attributes for contextual and linear_thompson. Default: all attributes with a rule of the organisation.',
    ),
    metrics: orDefault(
      Type.Array(LearnedMetric, { minItems: 1, maxItems: 5 }),
      'Metrics and weights for weighted_thompson. Default: the key metric.',
    ),
    weights: orDefault(
      Type.Record(Type.String(), Type.Number({ minimum: 0 })),
      'Shares of treated traffic for manual, by variant id, scaled to sum to one.',
    ),
    half_life_days: orDefault(
      Type.Number({ minimum: 1, maximum: 365 }),
      'Age in days at which a message counts half. Default: all messages count fully.',
    ),
    guardrail_margin: orDefault(
      Type.Number({ minimum: 0, maximum: 1 }),
      `A variant is blocked when its ${GUARDED} rate exceeds that of control by more than this, with a probability of 95 %. Default 0.005.`,
    ),
    guardrails: orDefault(
      Type.Array(CustomGuardrail, { maxItems: 5 }),
      'Custom metrics that block a variant like the rates above: one whose direction is decrease must not exceed that of control, one whose direction is increase must not fall below it. Default: none.',
    ),
    sticky: orDefault(
      Type.Boolean(),
      'Whether a person keeps the same random draw for all messages. Default: false.',
    ),
    auto_archive: orDefault(
      Type.Boolean(),
      'Whether Parley archives variants without asking when it recommends that. Default: false.',
    ),
  }),
  { ...strict, title: 'Learning' },
)
export type LearningBody = Static<typeof LearningBody>

const Variables = Type.Array(Type.String({ pattern: '^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,63}$' }), {
  maxItems: 50,
  uniqueItems: true,
  description: 'Names of the parts of a wording, such as subject and body.',
})

const ConversionEvents = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  maxItems: 50,
  uniqueItems: true,
  description: 'Names of the events that count as conversions. Empty: all conversion events.',
})

const attribution = {
  lookback_days: Type.Optional(DaysOrDefault),
  offset_days: Type.Optional(DaysOrDefault),
}

const PlatformIds = Type.Record(
  Type.String(),
  Type.Union([Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), Type.Number()]),
  strict,
)

const integrationHelp =
  'By platform: the ids of this message at the platform. Parley matches events by them. Under `deliver`: the transport for sending and its fields.'

export const TemplateBody = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9_.\\-]{1,100}$' }),
    name: Type.Optional(Type.String({ ...Name, description: 'Default: the id.' })),
    channel: withDefault(Channel, 'email'),
    sandbox: withDefault(Type.String(), 'prod'),
    variables: withDefault(Variables, []),
    key_metric: withDefault(KeyMetric, 'click_rate'),
    algorithm: withDefault(Algorithm, 'adaptive'),
    epsilon: withDefault(Epsilon, 0.02),
    learning: withDefault(LearningBody, {}),
    split: withDefault(
      Type.Object(
        { method: withDefault(Method, 'internal_persistent'), control_share: withDefault(ControlShare, 0.1) },
        strict,
      ),
      { method: 'internal_persistent', control_share: 0.1 },
    ),
    attribution: withDefault(
      Type.Object({ ...attribution, conversion_events: withDefault(ConversionEvents, []) }, strict),
      { conversion_events: [] },
    ),
    integration: withDefault(
      Type.Record(Type.String(), PlatformIds, { ...strict, description: integrationHelp }),
      {},
    ),
  },
  {
    ...strict,
    title: 'TemplateInput',
    examples: [
      {
        id: 'winback-email',
        name: 'Win-back email',
        channel: 'email',
        variables: ['subject', 'body'],
        key_metric: 'click_rate',
      },
    ],
  },
)
export type TemplateBody = Static<typeof TemplateBody>

/** Absent fields stay unchanged. */
export const TemplatePatch = Type.Partial(
  Type.Object({
    name: Name,
    channel: Channel,
    sandbox: Type.String(),
    variables: Variables,
    key_metric: KeyMetric,
    algorithm: Algorithm,
    epsilon: Epsilon,
    learning: LearningBody,
    split: Type.Partial(Type.Object({ method: Method, control_share: ControlShare }), strict),
    attribution: Type.Object({ ...attribution, conversion_events: Type.Optional(ConversionEvents) }, strict),
    integration: Type.Record(Type.String(), Type.Union([PlatformIds, Type.Null()]), {
      ...strict,
      description: 'Replaces the given platforms. Null removes a platform; absent platforms stay unchanged.',
    }),
    status: TemplateStatus,
  }),
  { ...strict, title: 'TemplatePatch', examples: [{ epsilon: 0.05 }] },
)
export type TemplatePatch = Static<typeof TemplatePatch>

const TEMPLATE = {
  id: 'welcome-email',
  name: 'Welcome email',
  channel: 'email',
  sandbox: 'prod',
  variables: ['subject', 'preheader', 'button'],
  key_metric: 'click_rate',
  algorithm: 'adaptive',
  epsilon: 0.02,
  learning: {},
  split: { method: 'internal_persistent', control_share: 0.1 },
  attribution: { lookback_days: null, offset_days: null, conversion_events: ['first_order'] },
  integration: { cio: { campaign_id: '23', action_id: '42' } },
  status: 'active',
  created_at: '2026-02-20T08:10:00.000Z',
  updated_at: '2026-02-20T08:20:00.000Z',
}

export const TemplateView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    channel: Channel,
    sandbox: Type.String(),
    variables: Type.Array(Type.String()),
    key_metric: KeyMetric,
    algorithm: Algorithm,
    epsilon: Type.Number(),
    learning: LearningBody,
    split: Type.Object({ method: Method, control_share: Type.Number() }),
    attribution: Type.Object({
      lookback_days: DaysOrDefault,
      offset_days: DaysOrDefault,
      conversion_events: Type.Array(Type.String()),
    }),
    integration: Type.Record(Type.String(), Type.Record(Type.String(), Type.String())),
    status: TemplateStatus,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Template', examples: [TEMPLATE] },
)
export type TemplateView = Static<typeof TemplateView>

export const TemplateDetail = Type.Object(
  { ...TemplateView.properties, variants: Type.Array(VariantView) },
  { title: 'TemplateDetail', examples: [{ ...TEMPLATE, variants: [VARIANT] }] },
)

export const TemplatesQuery = Type.Object({
  ...PageQuery,
  q: Type.Optional(
    plainText('Words: each is part of the id, the name, the channel or a platform.', 'welcome'),
  ),
  status: Type.Optional(TemplateStatus),
  channel: Type.Optional(plainText('Only templates of this channel.', 'email')),
  platform: Type.Optional(plainText('Slug of a platform that the template names.', 'cio')),
  sandbox: Type.Optional(plainText('Only templates of this sandbox.')),
  sort: withDefault(
    Type.Enum(
      ['id', 'name', 'goal', 'status', 'sandbox', 'changed', 'messages', 'lift', 'verdict', 'report'],
      {
        type: 'string',
        description:
          'messages, lift, verdict and report (the last report) are those of `GET /overview` over all time; templates without them come last.',
      },
    ),
    'id',
  ),
  dir: withDefault(Type.Enum(['asc', 'desc'], { type: 'string' }), 'asc'),
})
export type TemplatesQuery = Static<typeof TemplatesQuery>

const Page = pageOf(TemplateView)
export const TemplatePage = Type.Object(
  {
    ...Page.properties,
    counts: Type.Object(
      {
        all: Type.Integer(),
        draft: Type.Integer(),
        active: Type.Integer(),
        shipped: Type.Integer(),
        archived: Type.Integer(),
      },
      { description: 'How many templates fit, whatever their status, and of each status.' },
    ),
  },
  { title: 'TemplatePage' },
)
