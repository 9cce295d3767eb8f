import { type Static, Type } from 'typebox'
import { OrgParams } from '../../runtime/http/fields.ts'
import type { ParkedRow } from './parked-store.ts'

export const ErasureParams = Type.Object({
  ...OrgParams.properties,
  erasure: Type.String({ description: 'Id of the erasure.' }),
})

const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const timeOrNull = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })

const ParkedErasure = Type.Object(
  {
    id: Type.String(),
    platform: Type.String({ description: 'The platform that asked.' }),
    request_id: Type.String({ description: 'The stored call that asked.' }),
    asked_at: Type.String({ format: 'date-time' }),
    name: textOrNull(
      'The user id or address of the request. Masked for readers who may not see people. Null after the decision.',
    ),
    ref: textOrNull('Text that stands for the person in addresses: /people/{ref}. Null after the decision.'),
    would_reach: Type.Object(
      {
        addresses: Type.Integer({ description: 'Different addresses.' }),
        ids: Type.Integer({ description: 'Different user ids.' }),
        decisions: Type.Integer(),
        events: Type.Integer(),
      },
      { description: 'What the erasure would have reached when it was asked for.' },
    ),
    state: Type.Unsafe<'waiting' | 'erased' | 'dismissed'>({
      type: 'string',
      enum: ['waiting', 'erased', 'dismissed'],
    }),
    decided_at: timeOrNull('Time of the decision.'),
  },
  {
    title: 'ParkedErasure',
    examples: [
      {
        id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
        platform: 'braze',
        request_id: '019cadec-3f11-7c1d-8f52-3b9e0d4c7a20',
        asked_at: '2026-03-02T08:00:00.000Z',
        name: 'info@example.com',
        ref: '~c2FtcGxl',
        would_reach: { addresses: 1, ids: 14, decisions: 30, events: 52 },
        state: 'waiting',
        decided_at: null,
      },
    ],
  },
)

export const ParkedErasures = Type.Object({ items: Type.Array(ParkedErasure) }, { title: 'ParkedErasures' })

/** @param nameOf the name as the reader may see it */
export const toParked = (
  row: ParkedRow,
  nameOf: (user: string) => string,
  refOf: (user: string) => string,
): Static<typeof ParkedErasure> => ({
  id: row.id,
  platform: row.platform,
  request_id: row.requestId,
  asked_at: row.receivedAt.toISOString(),
  name: row.user === null ? null : nameOf(row.user),
  ref: row.user === null ? null : refOf(row.user),
  would_reach: { addresses: row.addresses, ids: row.ids, decisions: row.decisions, events: row.events },
  state: row.decision ?? 'waiting',
  decided_at: row.decidedAt?.toISOString() ?? null,
})
