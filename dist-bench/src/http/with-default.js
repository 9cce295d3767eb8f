import { Type } from 'typebox';
/**
 * A field that may be left out of a request. The validator fills in the default, so that handlers always
 * find a value: the schema says optional, the type does not.
 */
export function withDefault(schema, value) {
    return Type.Optional({ ...schema, default: value });
}
