import { Type } from 'typebox'
import { ID_LENGTH_MAX } from '../../lib/id.ts'

/** Text of a path or query string that may be compared with stored text: PostgreSQL does not accept NUL. */
export const plainText = (description: string, example?: string) =>
  Type.String({
    description,
    maxLength: ID_LENGTH_MAX,
    pattern: '^[^\\0]*$',
    ...(example === undefined ? {} : { examples: [example] }),
  })
