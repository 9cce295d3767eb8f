import { type Static, Type } from 'typebox'
import { ChannelChoice } from '../../core/mapping/channels.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { TOLERANCE_MS } from './pair.ts'

export const CoverageQuery = Type.Object({
  event_name: Type.String({
    examples: ['open'],
    minLength: 1,
    pattern: '^[^\\0]*$',
    description:
      'The name of a conversion or custom event, such as purchase, or an event type, such as open.',
  }),
  platform: Type.Optional(
    plainText('Only events of this platform, such as itbl. Default: of every platform.', 'itbl'),
  ),
  from: Type.Optional(plainText('First day, in UTC. Default: 30 days before to.', '2026-01-01')),
  to: Type.Optional(plainText('The day after the last one. Default: tomorrow.', '2026-02-01')),
})
export type CoverageQuery = Static<typeof CoverageQuery>

export const Count = (description: string) => Type.Integer({ description })
const CountOrNull = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description })

const CoverageDay = Type.Object(
  {
    day: Type.String({ description: 'The day on which the events happened, in UTC.' }),
    webhook: Count('Events that webhooks reported.'),
    warehouse: Count('Events in exports.'),
    difference: Count('Events in exports minus events of webhooks.'),
    both: CountOrNull('Events that both reported. Null if nobody has chosen which channel counts.'),
    webhook_only: CountOrNull('Events that webhooks alone reported.'),
    warehouse_only: CountOrNull('Events that exports alone have.'),
    examined: Count('Events that were looked up in the other channel.'),
    estimated: Type.Boolean({ description: 'Whether the examined events are a random sample of the day.' }),
  },
  { title: 'CoverageDay' },
)
export type CoverageDay = Static<typeof CoverageDay>

export const Coverage = Type.Object(
  {
    event_name: Type.String(),
    tolerance_seconds: Type.Integer({
      description: `Two reports are one event if they name the same message and are at most ${TOLERANCE_MS / 1000} seconds apart.`,
    }),
    choices: Type.Array(ChannelChoice, { description: 'The choices of channels that may apply to it.' }),
    days: Type.Array(CoverageDay, { description: 'Days with events, the oldest first.' }),
  },
  {
    title: 'Coverage',
    examples: [
      {
        event_name: 'open',
        tolerance_seconds: TOLERANCE_MS / 1000,
        choices: [{ event: 'open', platform: 'itbl', channel: 'warehouse' }],
        days: [
          {
            ...{ day: '2026-01-03', webhook: 1180, warehouse: 1204, difference: 24, both: 1171 },
            ...{ webhook_only: 9, warehouse_only: 33, examined: 1180, estimated: false },
          },
        ],
      },
    ],
  },
)
