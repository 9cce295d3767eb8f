import { type Static, Type } from 'typebox'
import { orNull } from '../../runtime/http/fields.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

export const EvaluateParams = Type.Object({
  org: plainText('Slug of the organisation.'),
  id: plainText('Id of the template.', 'welcome-email'),
})

const Moment = (description: string) => Type.Optional(Type.String({ maxLength: 50, description }))

export const EvaluateBody = Type.Object(
  {
    policy: Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'An algorithm, such as adaptive or thompson; fixed (an even split); manual (given weights); or variant:<id> (this variant for everybody).',
    }),
    weights: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
        description:
          'For manual: shares by variant id, scaled to sum to one. Default: the weights of the template.',
      }),
    ),
    epsilon: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Share of choices made evenly at random. Default: the setting of the template for algorithms and manual, 0 for one variant.',
      }),
    ),
    from: Moment('Only decisions at or after this time. ISO 8601. Default: the first decision.'),
    to: Moment(
      'Only decisions before this time. ISO 8601. Default: now. Messages with an open window are left out.',
    ),
  },
  { title: 'EvaluationInput', examples: [{ policy: 'fixed' }], additionalProperties: false },
)
export type EvaluateBody = Static<typeof EvaluateBody>

const EstimateFields = {
  estimate: Type.Number(),
  standard_error: Type.Number(),
  interval: Type.Array(Type.Number(), {
    minItems: 2,
    maxItems: 2,
    description: '95 % confidence interval. It holds for one look, not for repeated looks.',
  }),
}
const Estimate = Type.Object(EstimateFields, { title: 'Estimate' })
export type Estimate = Static<typeof Estimate>

const estimate = (description: string) => orNull(Estimate, `${description} Null when \`ok\` is false.`)

export const EvaluationView = Type.Object(
  {
    ok: Type.Boolean({
      description: 'False when the stored decisions do not suffice for an answer; `reason` then explains it.',
    }),
    reason: orNull(Type.String(), 'Reason why there is no answer.'),
    metric: Type.String({ description: 'Fraction of messages, or revenue per message.' }),
    currency: orNull(Type.String(), 'Currency of revenue.'),
    policy: Type.Object({
      name: Type.String(),
      epsilon: Type.Number(),
      trained_on: Type.Integer({
        description:
          'Number of decisions that the policy learned from. All are earlier than the evaluated decisions. 0: the policy does not learn.',
      }),
      shares: Type.Record(Type.String(), Type.Number(), {
        description: 'Share of the evaluated messages that the policy would give to each variant.',
      }),
    }),
    period: Type.Object({
      from: orNull(Type.String(), 'Time of the first evaluated decision. Null without one.'),
      to: orNull(Type.String(), 'Time of the last evaluated decision.'),
    }),
    decisions: Type.Integer({ description: 'Number of evaluated messages.' }),
    effective_sample_size: Type.Number({
      description:
        'Number of decisions by the policy itself that would be as precise. Below 200 there is no answer.',
    }),
    logged: estimate('Actual result of the evaluated messages.'),
    inverse_propensity: estimate('Unbiased, with high variance.'),
    self_normalised: estimate('Small bias, lower variance.'),
    doubly_robust: estimate('Combined with a model of the outcomes. Use this estimate.'),
    gain: estimate('Doubly robust estimate minus actual result, of the same messages.'),
    maturing: Type.Object(
      {
        since: Type.String({ format: 'date-time' }),
        messages: Type.Integer({ description: 'Counted up to a million.' }),
      },
      { description: 'Messages of the period that are left out, because their results may still change.' },
    ),
    notes: Type.Array(Type.String(), { description: 'Caveats.' }),
  },
  { title: 'Evaluation' },
)
export type EvaluationView = Static<typeof EvaluationView>
