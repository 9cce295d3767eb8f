import { type Static, Type } from 'typebox'
import type { EventType } from '../events/event.ts'
import { PLATFORM_SLUGS } from '../platforms/index.ts'
import { isGoal, NAME_LENGTH_MAX } from './rule.ts'

/** The ways by which a platform's events arrive. */
export const CHANNELS = ['webhook', 'warehouse'] as const
export type Channel = (typeof CHANNELS)[number]

const FIELD = { minLength: 1, maxLength: NAME_LENGTH_MAX }

/** Which channel counts for events of a name. The other channel's events are kept for comparison. */
export const ChannelChoice = Type.Object(
  {
    event: Type.String({
      ...FIELD,
      description:
        'The name of a conversion or custom event, such as purchase, or an event type, such as open. Upper and lower case are equal. A name takes precedence over its type. *: every event that has no other choice.',
    }),
    platform: Type.Optional(
      Type.Union([Type.String(FIELD), Type.Null()], {
        description: `${PLATFORM_SLUGS}. Null or absent: any platform.`,
      }),
    ),
    channel: Type.Unsafe<Channel>({
      type: 'string',
      enum: [...CHANNELS],
      description: 'The channel whose events count.',
    }),
    since: Type.Optional(
      Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
        description:
          'The channel counts for events that happened at this moment or later; before it, the other channel counts. Null or absent: it counts for all.',
      }),
    ),
  },
  { title: 'ChannelChoice', additionalProperties: false },
)
export type ChannelChoice = Readonly<Static<typeof ChannelChoice>>

/** What a choice looks at. */
export interface Reported {
  readonly platform: string
  readonly type: EventType
  readonly name: string | null
  readonly at: Date
}

/** The name by which people choose: a goal's own name, else the type. */
export const chosenBy = ({ type, name }: Pick<Reported, 'type' | 'name'>): string =>
  isGoal(type) && name !== null ? name : type

/** Two choices with the same key are about the same events. */
export const keyOfChoice = ({ event, platform }: ChannelChoice): string =>
  `${platform ?? ''}|${event.trim().toLowerCase()}`

// Parley must carry out deletions, a vendor's check is not about a person, and ignored events are in no figure.
const OF_EVERY_CHANNEL: ReadonlySet<string> = new Set<EventType>(['user_deletion', 'handshake', 'ignored'])

export const isChoosable = (type: string): boolean => !OF_EVERY_CHANNEL.has(type)

/** The choice that applies to an event: the closest name, then the one for its platform. Undefined if there is none. */
export function findChoice(
  choices: readonly ChannelChoice[],
  { platform, type, name }: Omit<Reported, 'at'>,
): ChannelChoice | undefined {
  if (choices.length === 0 || !isChoosable(type)) return undefined
  const index = indexOf(choices)
  for (const word of [chosenBy({ type, name }).toLowerCase(), type, '*']) {
    const found = index.get(`${platform}|${word}`) ?? index.get(`|${word}`)
    if (found !== undefined) return found
  }
  return undefined
}

// Configuration never changes in place, so the index stays valid as long as the list exists.
const indexes = new WeakMap<readonly ChannelChoice[], ReadonlyMap<string, ChannelChoice>>()

function indexOf(choices: readonly ChannelChoice[]): ReadonlyMap<string, ChannelChoice> {
  const known = indexes.get(choices)
  if (known) return known
  const index = new Map(choices.map(choice => [keyOfChoice(choice), choice]))
  indexes.set(choices, index)
  return index
}

/** The channel that counts for an event; undefined if nobody has chosen, so that every channel counts. */
export function channelFor(choices: readonly ChannelChoice[], event: Reported): Channel | undefined {
  const { channel, since } = findChoice(choices, event) ?? {}
  if (channel === undefined || since == null || event.at.getTime() >= Date.parse(since)) return channel
  return channel === 'webhook' ? 'warehouse' : 'webhook'
}

export const channelOf = ({ isExported }: { readonly isExported: boolean }): Channel =>
  isExported ? 'warehouse' : 'webhook'

/** Why an event is kept for comparison alone; null if it takes part in every figure. */
export function comparedReason(
  choices: readonly ChannelChoice[],
  event: Reported & { readonly isExported: boolean },
): string | null {
  const channel = channelFor(choices, event)
  if (channel === undefined || channel === channelOf(event)) return null
  const reporter = channel === 'webhook' ? 'webhooks count' : 'the warehouse counts'
  return `Kept for comparison: for "${chosenBy(event)}", ${reporter}.`
}
