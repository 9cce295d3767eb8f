import { Type } from 'typebox'

/** Text of a path or query string that may be compared with what is stored: PostgreSQL knows no NUL. */
export const plainText = (description: string, example?: string) =>
  Type.String({
    description,
    pattern: '^[^\\0]*$',
    ...(example === undefined ? {} : { examples: [example] }),
  })
