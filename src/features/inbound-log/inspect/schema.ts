import { type Static, Type } from 'typebox'

/** The way of an item to a figure, in order. */
export const STEPS = [
  'verified',
  'read',
  'mapped',
  'deduplicated',
  'matched',
  'in_window',
  'counted',
] as const
export type StepName = (typeof STEPS)[number]

export const Step = Type.Object(
  {
    step: Type.Unsafe<StepName>({ type: 'string', enum: [...STEPS] }),
    ok: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'False: the item stopped here. Null: it did not come that far.',
    }),
    detail: Type.String({
      description: 'What happened, as a sentence. Empty when the step was not reached.',
    }),
    data: Type.Union(
      [
        Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true }),
        Type.Null(),
      ],
      { description: 'Values behind the sentence.' },
    ),
  },
  { title: 'RequestStep' },
)
export type Step = Static<typeof Step>

export const NearMiss = Type.Object(
  {
    decision_id: Type.String({ description: 'Decision of a message to this person.' }),
    template_id: Type.String(),
    sent_at: Type.String({ format: 'date-time' }),
    why: Type.String({ description: 'Why the event does not count for the message.' }),
  },
  { title: 'NearMiss' },
)
export type NearMiss = Static<typeof NearMiss>

export const Actions = Type.Object({
  replay: Type.Object(
    {
      allowed: Type.Boolean(),
      reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is not allowed.' }),
    },
    { description: 'Whether the call can be processed again.' },
  ),
})
export type Actions = Static<typeof Actions>
