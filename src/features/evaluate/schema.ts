import { type Static, Type } from 'typebox'
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
        'An algorithm, such as adaptive or thompson; fixed (an even split); manual (given weights); or variant:<id> (everybody gets this one).',
    }),
    weights: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
        description: "For manual: shares by variant id, scaled to sum to one. Default: the template's own.",
      }),
    ),
    epsilon: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          "The share of even exploration. Default: the template's for an algorithm and manual, 0 for one variant.",
      }),
    ),
    from: Moment('ISO 8601, included. Default: the beginning.'),
    to: Moment('ISO 8601, not included. Default: now. Messages whose window is open are left out.'),
  },
  { title: 'EvaluationInput', examples: [{ policy: 'fixed' }], additionalProperties: false },
)
export type EvaluateBody = Static<typeof EvaluateBody>

const orNull = <Schema extends ReturnType<typeof Type.Object> | ReturnType<typeof Type.String>>(
  schema: Schema,
  description: string,
) => Type.Union([schema, Type.Null()], { description })

const EstimateFields = {
  estimate: Type.Number(),
  standard_error: Type.Number(),
  interval: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '95 %, for one look.' }),
}
const Estimate = Type.Object(EstimateFields, { title: 'Estimate' })
export type Estimate = Static<typeof Estimate>

const estimate = (description: string) => orNull(Estimate, `${description} Null when refused.`)

export const EvaluationView = Type.Object(
  {
    ok: Type.Boolean({ description: 'False when the log cannot tell; then `reason` says why.' }),
    reason: orNull(Type.String(), 'Why there is no answer.'),
    metric: Type.String({ description: 'A fraction of messages, or revenue per message.' }),
    currency: orNull(Type.String(), 'What revenue is in.'),
    policy: Type.Object({
      name: Type.String(),
      epsilon: Type.Number(),
      trained_on: Type.Integer({
        description:
          'Decisions that it learned from, all before the ones it is evaluated on; 0: it learns nothing.',
      }),
      shares: Type.Record(Type.String(), Type.Number(), {
        description: 'What it would give to each variant, over all messages it is evaluated on.',
      }),
    }),
    period: Type.Object({
      from: orNull(Type.String(), 'First decision that it is evaluated on. Null without any.'),
      to: orNull(Type.String(), 'Last decision that it is evaluated on.'),
    }),
    decisions: Type.Integer({ description: 'Messages that it is evaluated on.' }),
    effective_sample_size: Type.Number({
      description: 'As many decisions of its own these are worth. Below 200 there is no answer.',
    }),
    logged: estimate('What was really earned.'),
    inverse_propensity: estimate('Unbiased, and unsteady.'),
    self_normalised: estimate('Hardly biased, and steadier.'),
    doubly_robust: estimate('With a model besides; the one to read.'),
    gain: estimate('Doubly robust minus logged, of the same messages.'),
    notes: Type.Array(Type.String(), { description: 'What to keep in mind when reading it.' }),
  },
  { title: 'Evaluation' },
)
export type EvaluationView = Static<typeof EvaluationView>
