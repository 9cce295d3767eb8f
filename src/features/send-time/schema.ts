import { Type } from 'typebox'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

export const DelayParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })

export const DelayQuery = Type.Object({
  delay_id: Type.String({
    minLength: 1,
    maxLength: 500,
    pattern: '^[^\\0]*$',
    examples: ['welcome-user-1'],
    description:
      'Your id of this question, normally `copy.id` of the choice: the same one gets the same answer for ten minutes. The id of a variant also says which template it is about.',
  }),
  user_id: Type.Optional(plainText('Your id of the person.')),
  email: Type.Optional(plainText('Address of the person, instead of or beside user_id.')),
  template_id: Type.Optional(plainText('The template whose experience counts, when delay_id is no variant.')),
  horizon_hours: withDefault(
    Type.Number({ minimum: 1, maximum: 168, description: 'How far ahead to look, in hours.' }),
    24,
  ),
})

export const DelayAnswer = Type.Object(
  {
    just_words: Type.Object({
      delay_id: Type.String({ description: 'As given.' }),
      delay_time: Type.String({
        format: 'date-time',
        description:
          'When to send. ISO 8601, UTC; at least five minutes from now when it was first asked for.',
      }),
    }),
  },
  { title: 'SendTime' },
)
