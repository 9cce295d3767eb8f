import { Type } from 'typebox'
import { VERDICTS } from '../../../core/inference/verdict.ts'
import { keyMetricSchema } from '../../../core/measure/key-metric-schema.ts'
import { orNull } from '../../../runtime/http/fields.ts'

// What the schemas of this folder share.

export const count = (description: string) => Type.Integer({ description })

export const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })

export const Verdict = Type.Enum([...VERDICTS], {
  type: 'string',
  description:
    'The state of the comparison. do-not-read: the split or the tracking is broken. collecting: too little is known, or the interval is wider than 200 points. Only the interval decides between the others.',
})

export const KeyMetric = keyMetricSchema('Rates are fractions of messages; amounts are per message.')

export const chance = (description: string) =>
  orNull(Type.Number(), `${description}. From 0 to 1. Null when there is nothing to compare.`)

/** Why a figure has no interval. */
export const MISSING_INTERVALS = ['no-messages', 'no-amounts', 'below-zero', 'control-may-be-zero'] as const
export type MissingInterval = (typeof MISSING_INTERVALS)[number]
export const intervalMissing = orNull(
  Type.Enum([...MISSING_INTERVALS], { type: 'string' }),
  'Why `interval` is null. no-messages: there are none to compare. no-amounts: no message brought an amount in the currency of the figures, so nothing is known of their size. below-zero: refunds took more than a group brought, and a ratio says nothing then. control-may-be-zero: control has no success yet, or so few orders that a single one decides its mean, and the lift has no upper end. Null if there is an interval',
)
