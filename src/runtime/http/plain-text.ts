import { Type } from 'typebox'
import { ID_LENGTH_MAX } from '../../lib/id.ts'

/** Text of a path or query string that can be compared with stored text. PostgreSQL stores no NUL. */
export const plainText = (description: string, example?: string) =>
  Type.String({
    description,
    maxLength: ID_LENGTH_MAX,
    pattern: '^[^\\0]*$',
    ...(example === undefined ? {} : { examples: [example] }),
  })

/** What an answer says of ids in the request that cannot be used. */
export const IgnoredIds = Type.Array(Type.String(), {
  description:
    'Ids in the request that name nobody or nothing, such as null or an unfilled {{user_id}}, and the reason why each was ignored.',
})
