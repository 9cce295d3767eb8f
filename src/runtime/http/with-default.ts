import { type Static, type TSchema, Type } from 'typebox'

/**
 * A field that may be left out of a request. The validator fills in the default, so that handlers always
 * find a value: the schema says optional, the type does not.
 */
export function withDefault<Schema extends TSchema>(schema: Schema, value: Static<Schema>): Schema {
  return Type.Optional({ ...schema, default: value }) as unknown as Schema
}
