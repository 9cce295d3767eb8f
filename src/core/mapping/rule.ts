import { type Static, Type } from 'typebox'
import { EVENT_TYPES, type EventType } from '../events/event.ts'

/** Events keep longer names, but rules cannot map them. */
export const NAME_LENGTH_MAX = 200

/**
 * The types that a rule may give to an event. Rules must not create events that make Parley act, such as deletions.
 */
export const MAPPABLE_TYPES: readonly EventType[] = EVENT_TYPES.filter(
  type => type !== 'handshake' && type !== 'user_deletion',
)

const FIELD = { minLength: 1, maxLength: NAME_LENGTH_MAX }

/** A rule of an organisation for a native name. If several rules match, the most specific one applies. */
export const MappingRule = Type.Object(
  {
    platform: Type.Optional(
      Type.Union([Type.String(FIELD), Type.Null()], {
        description: 'cio, itbl, events, … Null, or left out: any.',
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
  { title: 'MappingRule', additionalProperties: false },
)
export type MappingRule = Readonly<Static<typeof MappingRule>>

/** Whether events of the type have a name and an amount. */
export const isGoal = (type: string): boolean => type === 'conversion' || type === 'custom'
