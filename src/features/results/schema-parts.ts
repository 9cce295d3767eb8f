import { type TSchema, Type } from 'typebox'
import { VERDICTS } from '../../core/inference/verdict.ts'

// What the schemas of this folder share.

export const orNull = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const count = (description: string) => Type.Integer({ description })

export const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })

export const Verdict = Type.Enum([...VERDICTS], {
  type: 'string',
  description:
    'The state of the comparison. do-not-read: the split or the tracking is broken. collecting: too little is known, or the interval is wider than 200 points. Only the interval decides between the others.',
})
