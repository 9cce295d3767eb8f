import { type Static, Type } from 'typebox'

// Null counts as absent: platforms send it for unknown values. One schema with several types is checked faster than a
// union, for every request, and reports an error once.
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
  copy_id: text('Forces one variant as a preview: it is answered and never counted.'),
  bucket_name: text('Accepted for compatibility and ignored: segments come from attributes.'),
}

const Shared = {
  user_id: text(
    'Your id of the person. Keeps a person in the same split, and joins events without a tracking id.',
    'user-1',
  ),
  email: text('Address of the person, instead of user_id or in addition to it.'),
  fields: field<Values>('object', 'Values that the wording inserts with Liquid.', {
    examples: [{ first_name: 'Alice' }],
  }),
  attrs: field<Values>(
    'object',
    'Attributes of the person. They decide which variants are eligible and never appear in the wording.',
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
 * In a query string all values are text: `attrs.plan=pro` and `fields.name=Ann` are read as attributes and fields, and
 * parameters with other names are attributes.
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

// One schema with two types: for a union, the serialiser would try the members one after the other in every answer.
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
    cell: Type.String({ description: 'The attributes that the policy used; empty if it used none.' }),
    table_id: textOrNull('The table of the choice.'),
    table_row: numberOrNull('The row of the table; null for the share of traffic that is divided evenly.'),
    blocked: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), why: Type.String() }), {
      description: 'Variants that guardrails block.',
    }),
    message_key: textOrNull('The key of the message: requests with the same key get the same choice.'),
    ignored: Type.Array(Type.String(), {
      description: 'User ids and addresses of the request that name nobody, such as null, and why.',
    }),
    repeated: Type.Boolean({
      description: 'Whether an earlier request of the same message got this choice.',
    }),
  },
  { title: 'Trace', description: 'Present if the request asked for it.' },
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
      id: textOrNull('The variant; null if the template has no wording.'),
      vars: Type.Record(Type.String(), Type.String(), { description: 'The rendered wording, by variable.' }),
    }),
    template_id: Type.String(),
    tracking_id: Type.String({
      description:
        'The tracking id of the request, else the decision id. Put it in links so that events can be matched exactly.',
    }),
    decision_id: textOrNull('Null only if degraded.'),
    control: Type.Boolean({ description: 'Whether this is the control wording.' }),
    reason: Type.Unsafe<Reason>({
      type: 'string',
      enum: [...REASONS],
      description: 'The reason for this wording.',
    }),
    degraded: Type.Optional(
      Type.Boolean({
        description:
          'True if the choice was not stored in time. The answer is the control wording, and nothing is counted.',
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
        description:
          'One result for each request, in order. A request that fails has an error instead of a copy.',
      },
    ),
  },
  { title: 'BatchAnswer' },
)

/** A stored decision, and the result of looking its table up again. */
export const Explained = Type.Object(
  {
    decision_id: Type.String(),
    decided_at: Type.String({ description: 'ISO 8601, UTC.' }),
    template_id: Type.String(),
    variant_id: textOrNull('The variant of the decision.'),
    arm: Type.String({
      description: 'control, treatment, or fallback: control wording outside of the experiment.',
    }),
    reason: Type.String(),
    why: Type.String({ description: 'The choice in words.' }),
    propensity: Type.Number({ description: 'The probability of this variant.' }),
    model_version: Type.Number(),
    attributes: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'As normalised.' }),
    cell: Type.String({ description: 'The attributes that the policy used; empty if it used none.' }),
    counted: Type.Boolean(),
    epsilon: numberOrNull('The share of traffic that was divided evenly. Null if no policy was used.'),
    table: Type.Union([
      Type.Object({
        id: Type.String(),
        row: numberOrNull('Null for the share of traffic that is divided evenly.'),
        kept: Type.Boolean({ description: 'Whether the table is still stored.' }),
        shares: Type.Record(Type.String(), Type.Number(), {
          description: 'Share of rows by variant id, before the even share.',
        }),
      }),
      Type.Null(),
    ]),
    asked_again: Type.Union(
      [
        Type.Object({
          variant_id: textOrNull('The variant in the table.'),
          row: numberOrNull('The row of the table.'),
          propensity: Type.Number({ description: 'The probability among treated requests.' }),
          same: Type.Boolean({ description: 'Whether it equals the decision.' }),
        }),
        Type.Null(),
      ],
      { description: 'Null if the decision has no stored table.' },
    ),
  },
  { title: 'ExplainedDecision' },
)
export type Explained = Static<typeof Explained>
