import { type TSchema, Type } from 'typebox'
import { plainText } from './plain-text.ts'

// Pieces that the schemas of features share.

/** Options of an object that refuses unknown fields. */
export const strict = { additionalProperties: false }

export const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })

/** A text that is not blank and that PostgreSQL can store. */
export const text = (description: string, maxLength = 200) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\0]*\\S[^\\0]*$', description })

/** A time that needs no more words than its name. */
export const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' })

export const time = (description: string) => Type.String({ format: 'date-time', description })

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })

export const TemplateParams = Type.Object({
  ...OrgParams.properties,
  id: plainText('Id of the template.', 'welcome-email'),
})
