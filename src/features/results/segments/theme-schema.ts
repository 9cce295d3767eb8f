import { type Static, Type } from 'typebox'
import { orNull } from '../../../runtime/http/fields.ts'
import { count } from '../schema/parts.ts'
import { PartFigures, PartLift } from './segment-schema.ts'

export const ThemeResult = Type.Object(
  {
    kind: Type.Enum(['theme', 'others', 'none'], {
      type: 'string',
      description:
        'theme: one theme. others: wordings with any of the smaller themes. none: wordings without a theme.',
    }),
    theme: orNull(Type.String(), 'Null for others and none'),
    wordings: count('Wordings with messages, archived ones included.'),
    ...PartFigures.properties,
    lift: PartLift,
    lift_over_others: PartLift,
  },
  {
    title: 'ThemeResult',
    description:
      'Wordings with a theme. `lift` is the mean of them against control, over the time in which both could be chosen; `lift_over_others` is the same against the mean of the wordings without the theme. Archived wordings count while they were sent. Wordings with target attributes are in the figures, not in the lifts. If the platform divides the messages, nothing is known of the lifts.',
  },
)
export type ThemeResult = Static<typeof ThemeResult>
