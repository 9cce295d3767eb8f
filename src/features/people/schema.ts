import { type Static, Type } from 'typebox'
import { FACT_MEASURES, type FactColumn } from '../../core/measure/measures.ts'
import { OrgParams, orNull, time } from '../../runtime/http/fields.ts'
import { DECISION, REF } from './examples.ts'

const count = (description: string) => Type.Integer({ description })

export const PersonParams = Type.Object({
  ...OrgParams.properties,
  user: Type.String({
    description: 'A user id, an address, or a `ref` of a search, which keeps the name out of the URL.',
  }),
})

const moment = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const cursor = (of: string) =>
  Type.Optional(Type.String({ maxLength: 1000, description: `The \`${of}_cursor\` of the previous answer.` }))

export const PersonQuery = Type.Object({
  from: moment('Only decisions and arrivals at or after this time. ISO 8601; UTC by default.'),
  to: moment('Only decisions and arrivals before this time.'),
  decisions_cursor: cursor('decisions'),
  events_cursor: cursor('events'),
})
export type PersonQuery = Static<typeof PersonQuery>

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
      description: 'Amount by currency, in units of that currency.',
    }),
  },
  { title: 'MessageFacts', description: 'Counted facts of this message.' },
)

const Decision = Type.Object(
  {
    decision_id: Type.String(),
    decided_at: time('Time of the request.'),
    sent_at: orNull(
      time('Time when the platform sent the message. Null when the platform has not reported it.'),
    ),
    template_id: Type.String(),
    variant_id: orNull(Type.String()),
    variant_name: orNull(Type.String(), 'Null when the variant was deleted.'),
    replaced_by: orNull(
      Type.String(),
      'The variant that has taken the place of that one since, with a new text.',
    ),
    arm: Type.String({
      description: 'control, treatment or fallback. Fallback messages are outside the experiment.',
    }),
    control: Type.Boolean({ description: 'Whether the message has the control wording.' }),
    counted: Type.Boolean({ description: 'False for previews. Figures leave them out.' }),
    reason: Type.String({ description: 'Reason for this wording.' }),
    propensity: Type.Number({ description: 'Probability of this choice when it was made.' }),
    model_version: Type.Integer({ description: 'Version of the model that made the choice.' }),
    tracking_id: orNull(Type.String()),
    window: orNull(
      Type.Object({
        offset_days: Type.Number(),
        lookback_days: Type.Number(),
      }),
      'Conversions count from `offset_days` to `lookback_days` after the message. Null when the template was deleted.',
    ),
    // Attributes are named by callers: a record of them must not be cut to those that fit a pattern.
    attrs: Type.Unsafe<Readonly<Record<string, readonly string[]>>>({
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string' } },
      description: 'Attributes after normalisation.',
    }),
    facts: Facts,
  },
  {
    title: 'Decision',
    examples: [DECISION],
  },
)
export type Decision = Static<typeof Decision>

/** What a trace itself needs of an event. */
export interface TracedEvent {
  readonly id: string
  readonly matched_by: string | null
  readonly occurred_at: string | null
  readonly received_at: string
}

export const DECISIONS_MAX = 200
export const EVENTS_MAX = 500

export const Person = Type.Object(
  {
    user: Type.String({ description: 'The user id or address of the request. Masked like all names.' }),
    ref: Type.String({ description: 'Text that stands for the person in addresses.', examples: [REF] }),
    masked: Type.Boolean({
      description: 'Whether names and ids are masked, because the reader may not see them.',
    }),
    names: Type.Array(Type.String(), {
      description: 'All known user ids and addresses of the person.',
      examples: [['user-1', 'ann@example.com']],
    }),
    decisions: Type.Array(Decision, { description: `Newest first, at most ${DECISIONS_MAX} in one answer.` }),
    // `app.ts` makes the schema known under this name.
    events: Type.Array(Type.Unsafe<TracedEvent>(Type.Ref('Event')), {
      description: `Newest first, at most ${EVENTS_MAX} in one answer. \`why_not\` explains why an event does not count.`,
    }),
    decisions_cursor: orNull(Type.String(), 'For the next decisions. Null: there are none.'),
    events_cursor: orNull(Type.String(), 'For the next events. Null: there are none.'),
    attributions: Type.Array(
      Type.Object({
        event_id: Type.String(),
        decision_id: Type.String(),
        metric: Type.String({ description: 'send, delivery, open, click, conversion, …, or custom:<id>' }),
        reason: Type.String({ description: 'Why the event counts for this message, as a sentence.' }),
      }),
      {
        description: 'Links from events to the messages that they count for.',
        examples: [
          [
            {
              event_id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
              decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
              metric: 'click',
              reason: 'The event has the tracking id of this message.',
            },
          ],
        ],
      },
    ),
  },
  { title: 'PersonTrace' },
)
export type Person = Static<typeof Person>

export const EraseQuery = Type.Object({
  insist: Type.Optional(
    Type.Boolean({ description: 'Erases although the erasure may reach several people. Default: false.' }),
  ),
})

export const Erased = Type.Object(
  {
    deleted: Type.Object(
      {
        decisions: count('Decisions that lost their person, attributes and tracking id.'),
        messages: count('Messages that lost their person.'),
        events: count('Events that lost their person, message ids and properties.'),
        requests: count('Webhook calls that lost their headers, query and body.'),
        links: count('Deleted pairs of a user id and an address.'),
        message_keys: count('Deleted keys that gave repeated requests the same choice.'),
        message_ids: count('Deleted message ids of platforms.'),
        event_keys: count('Ids of events that were replaced by their hashes.'),
        profile_writes: count('Deleted profile writes, finished or waiting.'),
        feedback_deliveries: count('Deleted deliveries to feedback webhooks, finished or waiting.'),
        deliveries: count('Deleted deliveries of messages by Parley, finished or waiting.'),
        send_times: count('Deleted send times of the person.'),
      },
      { description: 'Number of rows that lost their personal data or were deleted.' },
    ),
  },
  { title: 'Erasure' },
)
export type Erased = Static<typeof Erased>

export const SearchBody = Type.Object(
  {
    q: Type.String({
      minLength: 1,
      maxLength: 400,
      description: 'A complete user id, address or tracking id.',
    }),
  },
  { title: 'PeopleSearch', examples: [{ q: 'ann@example.com' }], additionalProperties: false },
)

export const FoundPeople = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        ref: Type.String({
          description: 'Text that stands for the person in addresses: /people/{ref}.',
          examples: [REF],
        }),
        name: Type.String({
          description: 'User id or address. Masked for readers who may not see people.',
          examples: ['ann@example.com'],
        }),
        found_by: Type.Unsafe<'user-id' | 'address' | 'tracking-id'>({
          type: 'string',
          enum: ['user-id', 'address', 'tracking-id'],
        }),
        last_seen_at: time('Latest decision or report.'),
      }),
      { maxItems: 10 },
    ),
  },
  { title: 'FoundPeople' },
)
export type FoundPeople = Static<typeof FoundPeople>
