import { type TSchema, Type } from 'typebox'

// Pieces of the schemas of sources.

export const strict = { additionalProperties: false }
export const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
export const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' })
export const text = (description: string, maxLength = 200) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\0]*\\S[^\\0]*$', description })
