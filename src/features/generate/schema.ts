import { type Static, Type } from 'typebox'

// Null is as good as absent: platforms fill in what they do not know. One schema with several types, not a union:
// it is checked faster, for every request, and a mistake is reported once.
function field<Value>(type: string, description: string, more: object = {}) {
  return Type.Optional(Type.Unsafe<Value | null>({ type: [type, 'null'], description, ...more }))
}

const text = (description: string, example?: string) =>
  Type.Optional(
    Type.Unsafe<string | number | null>({
      type: ['string', 'number', 'null'],
      description,
      ...(example === undefined ? {} : { examples: [example] }),
    }),
  )

const isTextField = (schema: object): schema is { readonly examples: string[] } =>
  'examples' in schema && Array.isArray(schema.examples) && typeof schema.examples[0] === 'string'

type Values = Readonly<Record<string, unknown>>
const DAYS = { minimum: 0, maximum: 90 }

const Choice = {
  template_id: text(
    'The template to choose a wording for. Required, here or in the query string.',
    'welcome-email',
  ),
  tracking_id: text(
    'Your id of this message. Events that carry it are matched exactly, and a repeated request gets the same choice.',
  ),
  copy_id: text('Forces one variant: a preview, answered and never counted.'),
  bucket_name: text('Accepted for compatibility and ignored: segments come from attributes.'),
}

const Shared = {
  user_id: text(
    'Your id of the person. Keeps a person in the same split, and joins events without a tracking id.',
    'user-1',
  ),
  email: text('Address of the person, instead of or beside user_id.'),
  fields: field<Values>('object', 'Values that the wording inserts with Liquid.', {
    examples: [{ first_name: 'Alice' }],
  }),
  attrs: field<Values>(
    'object',
    'What is known of the person; decides which variants are eligible. Never printed.',
    { examples: [{ plan: 'premium' }] },
  ),
  epsilon: field<number>('number', "Share of choices made evenly at random, instead of the template's own.", {
    minimum: 0,
    maximum: 1,
  }),
  lookback_days: field<number>('number', 'How long after this message a conversion counts, in days.', DAYS),
  offset_days: field<number>(
    'number',
    'How long after this message conversions do not count yet, in days.',
    DAYS,
  ),
  use_cache: field<boolean>(
    'boolean',
    'Without a tracking id: give the same person the same choice for ten minutes. Default true.',
  ),
  trace: field<boolean>('boolean', 'Explain the choice in the answer.'),
}

export const GenerateBody = Type.Object(
  { ...Choice, ...Shared },
  {
    title: 'GenerateInput',
    examples: [
      {
        template_id: 'welcome-email',
        user_id: 'user-1',
        fields: { first_name: 'Ann' },
        attrs: { plan: 'premium' },
      },
    ],
  },
)
export type GenerateBody = Static<typeof GenerateBody>

/**
 * In a query string everything is text: `attrs.plan=pro` and `fields.name=Ann` are read as
 * attributes and fields, and parameters with any other name are attributes.
 */
export const GenerateQuery = Type.Object(
  Object.fromEntries(
    Object.entries({ ...Choice, ...Shared }).map(([name, schema]) => [
      name,
      Type.Optional(Type.String(isTextField(schema) ? { examples: schema.examples } : {})),
    ]),
  ),
  { additionalProperties: true, description: 'The same as in the body, as text.' },
)

export const BATCH_REQUESTS_MAX = 20

export const BatchBody = Type.Object(
  {
    requests: Type.Array(Type.Object(Choice), { minItems: 1, maxItems: BATCH_REQUESTS_MAX }),
    ...Shared,
  },
  {
    title: 'BatchInput',
    examples: [
      { requests: [{ template_id: 'welcome-email' }, { template_id: 'cart-reminder' }], user_id: 'user-1' },
    ],
  },
)
export type BatchBody = Static<typeof BatchBody>

// Two types in one: the serialiser tries the members of a union one after the other, for every answer.
const textOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], description })

const numberOrNull = (description: string) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], description })

const Trace = Type.Object(
  {
    why: Type.String({ description: 'The choice in words.' }),
    attributes: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'As normalised.' }),
    eligible: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), weight: Type.Number() })),
    split: Type.Object({ method: Type.String(), control_share: Type.Number() }),
    epsilon: Type.Number(),
    propensity: Type.Number({ description: 'The probability with which this variant was chosen.' }),
    model_version: Type.Number(),
    cell: Type.String({ description: 'The attributes that the policy looked at; empty when at none.' }),
    table_id: textOrNull('The table that the choice was looked up in.'),
    table_row: numberOrNull('The row of it; null for the share of traffic that is divided evenly.'),
    blocked: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), why: Type.String() }), {
      description: 'Variants that guardrails keep from being chosen.',
    }),
    message_key: textOrNull('What makes a repeated request the same request.'),
    repeated: Type.Boolean({ description: 'Whether the choice was made by an earlier request.' }),
  },
  { title: 'Trace', description: 'Present when asked for.' },
)

export const REASONS = [
  'bandit',
  'control-split',
  'forced',
  'template-draft',
  'template-archived',
  'no-eligible-variant',
  'render-failed',
  'store-down',
] as const
export type Reason = (typeof REASONS)[number]

export const GenerateAnswer = Type.Object(
  {
    copy: Type.Object({
      id: textOrNull('The variant; null when the template has no wording to give.'),
      vars: Type.Record(Type.String(), Type.String(), { description: 'The rendered wording, by variable.' }),
    }),
    template_id: Type.String(),
    tracking_id: Type.String({
      description: 'As given, else the decision id: put it in links so that events can be matched exactly.',
    }),
    decision_id: textOrNull('Null only when degraded.'),
    control: Type.Boolean({ description: 'Whether this is the control wording.' }),
    reason: Type.Unsafe<Reason>({ type: 'string', enum: [...REASONS], description: 'Why this wording.' }),
    degraded: Type.Optional(
      Type.Boolean({
        description:
          'The choice could not be stored in time; the control wording was given and nothing is counted.',
      }),
    ),
    trace: Type.Optional(Trace),
  },
  { title: 'Choice' },
)
export type GenerateAnswer = Static<typeof GenerateAnswer>

export const BatchAnswer = Type.Object(
  {
    results: Type.Array(
      Type.Union([
        GenerateAnswer,
        Type.Object({
          template_id: Type.Union([Type.String(), Type.Null()]),
          error: Type.Object({ code: Type.String(), detail: Type.String() }),
        }),
      ]),
      {
        description: 'One a request, in order. A request that fails has an error instead of a copy.',
      },
    ),
  },
  { title: 'BatchAnswer' },
)

/** A decision of the past, and what its table says when it is asked again. */
export const Explained = Type.Object(
  {
    decision_id: Type.String(),
    decided_at: Type.String({ description: 'ISO 8601, UTC.' }),
    template_id: Type.String(),
    variant_id: textOrNull('What was given.'),
    arm: Type.String({
      description: 'control, treatment, or fallback: control wording outside of the experiment.',
    }),
    reason: Type.String(),
    why: Type.String({ description: 'The choice in words.' }),
    propensity: Type.Number({ description: 'The probability with which this was given.' }),
    model_version: Type.Number(),
    attributes: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'As normalised.' }),
    cell: Type.String({ description: 'The attributes that the policy looked at; empty when at none.' }),
    counted: Type.Boolean(),
    epsilon: numberOrNull('The share of traffic that was divided evenly. Null when no policy was asked.'),
    table: Type.Union([
      Type.Object({
        id: Type.String(),
        row: numberOrNull('Null for the share that is divided evenly.'),
        kept: Type.Boolean({ description: 'Whether it can still be looked up.' }),
        shares: Type.Record(Type.String(), Type.Number(), {
          description: 'Share of rows by variant id, before the even share.',
        }),
      }),
      Type.Null(),
    ]),
    asked_again: Type.Union(
      [
        Type.Object({
          variant_id: textOrNull('What the table says.'),
          row: numberOrNull('The row that was asked.'),
          propensity: Type.Number({ description: 'Among the treated.' }),
          same: Type.Boolean({ description: 'Whether that is what was given.' }),
        }),
        Type.Null(),
      ],
      { description: 'Null when there is no table to ask.' },
    ),
  },
  { title: 'ExplainedDecision' },
)
export type Explained = Static<typeof Explained>
