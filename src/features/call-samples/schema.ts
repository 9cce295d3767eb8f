import { type Static, Type } from 'typebox'

const Values = Type.Record(Type.String(), Type.Unknown())

export const SampledFields = Type.Object(
  {
    calls: Type.Integer({ description: 'The number of calls that are known: at most the last 200.' }),
    since: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The time of the oldest of them. ISO 8601, UTC.',
    }),
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.Enum(['field', 'attr']),
        seen: Type.Integer({ description: 'Calls with a value for it.' }),
        missing_share: Type.Number({ description: 'Share of the calls without a value, from 0 to 1.' }),
        example: Type.String({ description: 'The newest value, masked, as text.' }),
      }),
    ),
    people: Type.Array(
      Type.Object({ id: Type.String(), label: Type.String(), fields: Values, attrs: Values }),
      { description: 'Some of the calls, the newest first. Names are invented, and other values masked.' },
    ),
  },
  {
    title: 'SampledFields',
    examples: [
      {
        calls: 200,
        since: '2026-02-20T08:12:00.000Z',
        fields: [
          { name: 'first_name', kind: 'field', seen: 200, missing_share: 0, example: 'Maya' },
          { name: 'city', kind: 'field', seen: 176, missing_share: 0.12, example: 'Berlin' },
        ],
        people: [
          {
            id: '01890a5d-ac96-774b-bcce-b302099a8057',
            label: 'Maya, Berlin',
            fields: { first_name: 'Maya', city: 'Berlin' },
            attrs: { plan: 'premium' },
          },
        ],
      },
    ],
  },
)
export type SampledFields = Static<typeof SampledFields>
