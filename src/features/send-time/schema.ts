import { Type } from 'typebox'
import { IgnoredIds, plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

export const DelayParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })

export const DelayQuery = Type.Object({
  delay_id: Type.String({
    minLength: 1,
    maxLength: 500,
    pattern: '^[^\\0]*$',
    examples: ['welcome-user-1'],
    description:
      'Your id of this question, normally `copy.id` of the choice. The same id gets the same answer for ten minutes. The id of a variant also selects its template.',
  }),
  user_id: Type.Optional(plainText('Your id of the person.')),
  email: Type.Optional(plainText('Email address of the person, instead of user_id or in addition to it.')),
  template_id: Type.Optional(
    plainText('Template whose past events count. Needed only when delay_id is not the id of a variant.'),
  ),
  horizon_hours: withDefault(
    Type.Number({ minimum: 1, maximum: 168, description: 'Search period in hours, from now.' }),
    24,
  ),
})

export const DelayAnswer = Type.Object(
  {
    just_words: Type.Object({
      delay_id: Type.String({ description: 'The `delay_id` of the request.' }),
      delay_time: Type.String({
        format: 'date-time',
        description: 'Best time to send. ISO 8601, UTC. At least five minutes after the first request.',
      }),
    }),
    ignored: Type.Optional(IgnoredIds),
  },
  { title: 'SendTime' },
)
