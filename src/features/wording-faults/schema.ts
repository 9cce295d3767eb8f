import { type Static, Type } from 'typebox'
import { FAULT_KINDS } from './counter.ts'

export const WordingFaults = Type.Object(
  {
    days: Type.Integer({ description: 'The number of days that are counted, until now.' }),
    items: Type.Array(
      Type.Object({
        kind: Type.Enum([...FAULT_KINDS], {
          description:
            'missing-field: the wording inserts a field, without a fallback, that the call did not send. not-rendered: the wording could not be rendered, so the person got that of the control. clash: a tracking id or idempotency key came again for another person, or a tracking id for another template.',
        }),
        variant_id: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'The wording. Null for a clash.',
        }),
        name: Type.String({ description: 'The field, or the reason.' }),
        messages: Type.Integer({ description: 'Messages that had it.' }),
        last_at: Type.String({ description: 'When it last happened. ISO 8601, UTC.' }),
      }),
      { description: 'The most frequent first.' },
    ),
  },
  {
    title: 'WordingFaults',
    examples: [
      {
        days: 30,
        items: [
          {
            kind: 'missing-field',
            variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
            name: 'first_name',
            messages: 120,
            last_at: '2026-02-20T08:12:00.000Z',
          },
        ],
      },
    ],
  },
)
export type WordingFaults = Static<typeof WordingFaults>
