import { type Static, type TSchema, Type } from 'typebox'

/**
 * A field that may be left out of a request. The validator fills in the default, so that handlers always find a
 * value: the schema says optional, the type does not.
 *
 * Without `NoInfer` the compiler infers `Schema` from `value` too, through every branch of `Static`. That would be
 * four fifths of the type check.
 */
export function withDefault<Schema extends TSchema>(schema: Schema, value: NoInfer<Static<Schema>>): Schema {
  return Type.Optional({ ...schema, default: value }) as unknown as Schema
}
