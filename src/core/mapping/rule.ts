import { type Static, Type } from 'typebox'
import { EVENT_TYPES, type EventType } from '../events/event.ts'
import { PLATFORM_SLUGS } from '../platforms/index.ts'

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
        description: `${PLATFORM_SLUGS}. Null or absent: any platform.`,
      }),
    ),
    event: Type.String({
      ...FIELD,
      description:
        'Name of the event: at the platform or in the event itself. Upper and lower case are equal. A * at the end matches every name with this beginning.',
    }),
    type: Type.String({
      ...FIELD,
      description: `Event type: ${MAPPABLE_TYPES.join(', ')}. A refund takes its amount back from the message that was credited with the purchase. Parley stores ignored events and does not count them.`,
    }),
    name: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'Name of the conversion or custom event. Templates count conversions by this name. Default: the name in the event itself.',
      }),
    ),
    revenue_field: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'Dotted path to the amount in the properties or in the body, such as order.total. Default: the amount that the platform reports.',
      }),
    ),
    currency_field: Type.Optional(
      Type.String({
        ...FIELD,
        description:
          'Currency code, such as EUR, or the dotted path to one. Default: the currency that the platform reports.',
      }),
    ),
  },
  { title: 'MappingRule', additionalProperties: false },
)
export type MappingRule = Readonly<Static<typeof MappingRule>>

/** Whether events of the type have a name and an amount. */
export const isGoal = (type: string): boolean =>
  type === 'conversion' || type === 'custom' || type === 'refund'
