import { type Static, Type } from 'typebox'
import { orNull, time } from '../../runtime/http/fields.ts'
import { pageOf } from '../../runtime/http/page.ts'
import { REPLAY } from './examples.ts'
import { anything, period, requestFilter } from './schema.ts'

const REPLAY_IDS_MAX = 1000

// The format `uuid` would also let urn:uuid:… through, which carries no time where we look for it.
const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

export const ReplayBody = Type.Object(
  {
    filter: Type.Object(
      {
        ...requestFilter,
        ...period,
        ids: Type.Optional(
          Type.Array(Type.String({ pattern: UUID }), { minItems: 1, maxItems: REPLAY_IDS_MAX }),
        ),
      },
      {
        minProperties: 1,
        additionalProperties: false,
        description: 'Conditions that select the calls. A call must meet all of them.',
      },
    ),
  },
  { title: 'ReplayInput', examples: [{ filter: { platform: 'events' } }], additionalProperties: false },
)
export type ReplayFilter = Static<typeof ReplayBody>['filter']

export const Replay = Type.Object(
  {
    id: Type.String(),
    state: Type.Unsafe<'running' | 'finished' | 'canceled'>({
      type: 'string',
      enum: ['running', 'finished', 'canceled'],
    }),
    filter: anything('Conditions that selected the calls.'),
    total: Type.Integer({ description: 'Number of calls to process again.' }),
    done: Type.Integer({ description: 'Number of calls processed so far.' }),
    changed: Type.Integer({ description: 'Number of processed calls with a new result.' }),
    counted: Type.Integer({ description: 'Number of events in processed calls that count now.' }),
    created_at: time('Time of the request.'),
    finished_at: orNull(time('Time when the last call was processed or the replay was canceled.')),
    finished: Type.Boolean({ description: 'Whether the replay has ended.' }),
  },
  {
    title: 'Replay',
    examples: [REPLAY],
  },
)
export type Replay = Static<typeof Replay>

export const ReplayPage = pageOf(Replay)
