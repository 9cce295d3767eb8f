import { type Static, Type } from 'typebox'
import { EVENT_TYPES, type EventType } from '../events/event.ts'
import { PLATFORM_SLUGS } from '../platforms/index.ts'

/** Longer names are kept with their events, but cannot be mapped. */
export const NAME_LENGTH_MAX = 200

/** What a rule may turn an event into. What asks something of Parley itself is nobody's to invent. */
export const MAPPABLE_TYPES: readonly EventType[] = EVENT_TYPES.filter(
  type => type !== 'handshake' && type !== 'user_deletion',
)

const FIELD = { minLength: 1, maxLength: NAME_LENGTH_MAX }

/** What an organisation says that a native name means. Of several rules that fit, the most specific counts. */
export const MappingRule = Type.Object(
  {
    platform: Type.Optional(
      Type.Union([Type.String(FIELD), Type.Null()], {
        description: `${PLATFORM_SLUGS}. Null, or left out: any.`,
      }),
    ),
    event: Type.String({
      ...FIELD,
      description:
        "The platform's name of the event, or the name that the event itself bears, in any case. With a * at its end: every name that begins so.",
    }),
    type: Type.String({
      ...FIELD,
      description: `What it is: ${MAPPABLE_TYPES.join(', ')}. Events that are ignored are kept, and not counted.`,
    }),
    name: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'Of a conversion or custom event: the name that templates listen to. Default: the name it bears.',
      }),
    ),
    revenue_field: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'Where its amount is: a dotted path, such as order.total, into its properties or into the body. Without it, the amount that the platform reports counts.',
      }),
    ),
    currency_field: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'A currency, such as EUR, or the dotted path to one. Default: what the platform reports.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type MappingRule = Readonly<Static<typeof MappingRule>>

/** Whether events of the type bear a name and an amount. */
export const isGoal = (type: string): boolean => type === 'conversion' || type === 'custom'
