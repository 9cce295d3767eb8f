import { type Static, type TSchema, Type } from 'typebox'
import { FACT_MEASURES, type FactColumn } from '../../core/measure/measures.ts'

const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const time = (description: string) => Type.String({ format: 'date-time', description })
const count = (description: string) => Type.Integer({ description })

export const PersonParams = Type.Object({
  org: Type.String({ description: 'Slug of the organisation.' }),
  user: Type.String({ description: 'A user id or an address.' }),
})

/** "Opened by a program." */
const byProgram = (fact: string) => {
  const word = fact.replace('machine_', '')
  return { description: `${word.charAt(0).toUpperCase()}${word.slice(1)} by a program.` }
}

const happened = Object.fromEntries(
  FACT_MEASURES.map(({ fact, by }) => [fact, Type.Boolean(by === 'machines' ? byProgram(fact) : {})]),
)

const Facts = Type.Object(
  {
    ...(happened as { readonly [Fact in FactColumn]: Type.TBoolean }),
    revenue: Type.Record(Type.String(), Type.Number(), {
      description: 'By currency, each in its own units; never added up.',
    }),
  },
  { title: 'MessageFacts', description: 'What counts for this message.' },
)

const Decision = Type.Object(
  {
    decision_id: Type.String(),
    decided_at: time('When the wording was asked for.'),
    sent_at: orNull(time('When the platform sent it, as far as it said so.')),
    template_id: Type.String(),
    variant_id: orNull(Type.String()),
    variant_name: orNull(Type.String(), 'Null when the variant is gone.'),
    arm: Type.String({ description: 'control, treatment, or fallback: outside of the experiment.' }),
    control: Type.Boolean({ description: 'Whether it got the control wording.' }),
    counted: Type.Boolean({ description: 'False for previews, which are in no figure.' }),
    reason: Type.String({ description: 'Why this wording.' }),
    propensity: Type.Number({ description: 'The probability with which this variant was chosen.' }),
    model_version: Type.Integer({ description: 'What had been learned when it was chosen.' }),
    tracking_id: orNull(Type.String()),
    // Attributes are named by callers: a record of them must not be cut to those that fit a pattern.
    attrs: Type.Unsafe<Readonly<Record<string, readonly string[]>>>({
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string' } },
      description: 'As normalised.',
    }),
    facts: Facts,
  },
  { title: 'Decision' },
)
export type Decision = Static<typeof Decision>

export const DECISIONS_MAX = 200
export const EVENTS_MAX = 500

export const Person = Type.Object(
  {
    user: Type.String({ description: 'As asked for.' }),
    names: Type.Array(Type.String(), {
      description: 'Every user id and address of the person that is known.',
    }),
    decisions: Type.Array(Decision, { description: `Newest first, at most ${DECISIONS_MAX}.` }),
    // `app.ts` makes the schema known under this name.
    events: Type.Array(Type.Ref('Event'), {
      description: `Newest first, at most ${EVENTS_MAX}. Outcome and reason say why one does not count.`,
    }),
    attributions: Type.Array(
      Type.Object({
        event_id: Type.String(),
        decision_id: Type.String(),
        metric: Type.String({ description: 'send, delivery, open, click, conversion, …' }),
      }),
      { description: 'Which event counts for which message.' },
    ),
  },
  { title: 'PersonTrace' },
)
export type Person = Static<typeof Person>

export const Erased = Type.Object(
  {
    deleted: Type.Object(
      {
        decisions: count('Choices that have lost the person, the attributes and the tracking id.'),
        messages: count('Messages that have lost the person.'),
        events: count('Events that have lost the person, the ids of the message and what else was said.'),
        requests: count('Webhook calls that have lost headers, query and body.'),
        links: count('Pairs of a user id and an address.'),
        message_keys: count('Keys by which a repeated request got the same choice.'),
        message_ids: count("Platforms' ids of messages."),
        event_keys: count('Keys of events that contained a name of the person.'),
        profile_writes: count('Writes to profiles at the platforms, done or waiting.'),
        feedback_deliveries: count('Reports to feedback webhooks, delivered or waiting.'),
        deliveries: count('Messages that Parley sent itself, or would have.'),
        send_times: count('Answers about when to send to the person.'),
      },
      { description: 'How many rows have lost what was personal, or have gone.' },
    ),
  },
  { title: 'Erasure' },
)
export type Erased = Static<typeof Erased>
