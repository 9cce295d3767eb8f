import { type Static, Type } from 'typebox'
import { IgnoredIds } from '../../runtime/http/plain-text.ts'
import { CHOICE, EXPLAINED } from './examples.ts'

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
  template_id: text('Id of the template. Required, in the body or in the query string.', 'welcome-email'),
  tracking_id: text(
    'Your id of this message. Events that carry it are matched exactly, and a repeated request gets the same choice.',
  ),
  copy_id: text('Forces one variant, as a preview. Previews are never counted.'),
  bucket_name: text('Accepted for compatibility and ignored. Segments come from attributes.'),
}

const Shared = {
  user_id: text(
    'Your id of the person. It keeps the person in the same group (control or treatment) and matches events without a tracking id.',
    'user-1',
  ),
  email: text('Email address of the person, instead of user_id or in addition to it.'),
  fields: field<Values>('object', 'Values for the Liquid variables in the copy.', {
    examples: [{ first_name: 'Alice' }],
  }),
  attrs: field<Values>(
    'object',
    'Attributes of the person. They decide which variants are eligible. Parley never inserts them into the copy.',
    { examples: [{ plan: 'premium' }] },
  ),
  epsilon: field<number>(
    'number',
    'Share of choices made evenly at random. Overrides the setting of the template.',
    {
      minimum: 0,
      maximum: 1,
    },
  ),
  lookback_days: field<number>('number', 'Conversions count until this many days after the message.', DAYS),
  offset_days: field<number>('number', 'Conversions count only from this many days after the message.', DAYS),
  use_cache: field<boolean>(
    'boolean',
    'For requests without a tracking id: give the same person the same choice for ten minutes. Default: true.',
  ),
  trace: field<boolean>('boolean', 'Whether the answer explains the choice.'),
  preview: field<boolean>(
    'boolean',
    'Only answers: nothing is stored or counted, and later requests are not affected. An earlier choice for the same message is not looked up.',
  ),
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
  { additionalProperties: true, description: 'The same fields as in the body, as text.' },
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
    why: Type.String({ description: 'Explanation of the choice in words.' }),
    attributes: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Attributes after normalisation.',
    }),
    eligible: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), weight: Type.Number() })),
    split: Type.Object({ method: Type.String(), control_share: Type.Number() }),
    epsilon: Type.Number(),
    propensity: Type.Number({ description: 'Probability of this choice when it was made.' }),
    model_version: Type.Number(),
    cell: Type.String({ description: 'The attributes that the policy used. Empty when it used none.' }),
    table_id: textOrNull('Id of the table that the choice was read from.'),
    table_row: numberOrNull('Row of that table. Null for the share of traffic that is divided evenly.'),
    blocked: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), why: Type.String() }), {
      description: 'Variants that guardrails block.',
    }),
    not_eligible: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), why: Type.String() }), {
      description: 'Variants that this person cannot get, besides the control.',
    }),
    message_key: textOrNull('Key of the message. A repeated request with the same key gets the same choice.'),
    ignored: IgnoredIds,
    missing_fields: Type.Array(Type.String(), {
      description: 'Fields that the wording inserts without a fallback, and that the request does not have.',
    }),
    not_rendered: textOrNull('Why the chosen wording could not be rendered. Null if it could.'),
    clash: textOrNull(
      'Present when the tracking id or idempotency key came before for another person. Else null.',
    ),
    repeated: Type.Boolean({ description: 'Whether an earlier request made the choice.' }),
  },
  { title: 'Trace', description: 'Present only when the request asks for it.' },
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
      id: textOrNull('Id of the variant. Null when the template has no wording to give.'),
      vars: Type.Record(Type.String(), Type.String(), { description: 'The rendered copy, by variable.' }),
    }),
    template_id: Type.String(),
    tracking_id: Type.String({
      description:
        'The tracking id of the request, else the decision id; empty if there is neither. Put it in links so that events can be matched exactly.',
    }),
    decision_id: textOrNull('Id of the decision. Null when degraded, and in a preview.'),
    control: Type.Boolean({ description: 'Whether the copy is the control wording.' }),
    reason: Type.Unsafe<Reason>({
      type: 'string',
      enum: [...REASONS],
      description: 'Reason for this wording.',
    }),
    degraded: Type.Optional(
      Type.Boolean({
        description:
          'True when Parley could not store the choice in time. The answer has the control wording and is not counted.',
      }),
    ),
    trace: Type.Optional(Trace),
  },
  {
    title: 'Choice',
    examples: [CHOICE],
  },
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
          'One result per request, in the same order. A failed request has an error instead of a copy.',
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
    variant_id: textOrNull('Id of the chosen variant.'),
    replaced_by: textOrNull(
      'The variant that has taken the place of that one since, with a new text. Null if there is none.',
    ),
    arm: Type.String({
      description: 'control, treatment or fallback. Fallback is control wording outside the experiment.',
    }),
    reason: Type.String(),
    why: Type.String({ description: 'Explanation of the choice in words.' }),
    propensity: Type.Number({ description: 'Probability of this choice when it was made.' }),
    model_version: Type.Number(),
    attributes: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Attributes after normalisation.',
    }),
    cell: Type.String({ description: 'The attributes that the policy used. Empty when it used none.' }),
    counted: Type.Boolean(),
    epsilon: numberOrNull('Share of traffic that was divided evenly. Null when no policy made the choice.'),
    table: Type.Union([
      Type.Object({
        id: Type.String(),
        row: numberOrNull('Row of the table. Null for the share of traffic that is divided evenly.'),
        kept: Type.Boolean({ description: 'Whether the table is still stored.' }),
        shares: Type.Record(Type.String(), Type.Number(), {
          description: 'Share of rows by variant id, without the evenly divided traffic.',
        }),
      }),
      Type.Null(),
    ]),
    asked_again: Type.Union(
      [
        Type.Object({
          variant_id: textOrNull('Variant id in the table.'),
          row: numberOrNull('Row that was read.'),
          propensity: Type.Number({ description: 'Probability among treated messages.' }),
          same: Type.Boolean({ description: 'Whether the table has the variant that was chosen.' }),
        }),
        Type.Null(),
      ],
      { description: 'The choice read from the table once more. Null when the table is not stored.' },
    ),
  },
  {
    title: 'ExplainedDecision',
    examples: [EXPLAINED],
  },
)
export type Explained = Static<typeof Explained>
