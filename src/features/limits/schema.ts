import { type Static, Type } from 'typebox'

const limit = (minimum: number, description: string) =>
  Type.Union([Type.Integer({ minimum, maximum: 1_000_000_000 }), Type.Null()], { description })

const limits = {
  manage_calls_per_minute: limit(1, 'Calls to the management API. Null: the default of the server.'),
  generate_calls_per_minute: limit(1, 'Calls for wordings and messages. Null: the default of the server.'),
  webhook_calls_per_minute: limit(1, 'Calls with events. Null: the default of the server.'),
  choices_per_month: limit(0, 'Answers with a wording in a calendar month (UTC). Null: any number.'),
  events_per_month: limit(0, 'Events from webhook calls in a calendar month (UTC). Null: any number.'),
  templates: limit(0, 'Templates, with archived ones. Null: any number.'),
  keys: limit(0, 'API keys. Null: any number.'),
}

const LIMITS = {
  manage_calls_per_minute: null,
  generate_calls_per_minute: null,
  webhook_calls_per_minute: 6_000,
  choices_per_month: 1_000_000,
  events_per_month: null,
  templates: 50,
  keys: null,
}

/** Absent fields stay unchanged. */
export const LimitsPatch = Type.Partial(Type.Object(limits), {
  additionalProperties: false,
  title: 'OrgLimitsPatch',
  examples: [{ choices_per_month: 1_000_000, templates: 50 }],
})
export type LimitsPatch = Static<typeof LimitsPatch>

export const LimitsView = Type.Object(
  {
    limits: Type.Object(limits, { description: 'What the operator has set for this organisation.' }),
    used: Type.Object(
      {
        choices: Type.Integer({ description: 'In this month.' }),
        events: Type.Integer({ description: 'In this month, without repetitions.' }),
        templates: Type.Integer(),
        keys: Type.Integer(),
      },
      { description: 'Choices and events are up to ten seconds old.' },
    ),
    month_ends_at: Type.String({ description: 'When choices and events are counted anew. ISO 8601, UTC.' }),
  },
  {
    title: 'OrgLimits',
    examples: [
      {
        limits: LIMITS,
        used: { choices: 48_210, events: 150_377, templates: 12, keys: 3 },
        month_ends_at: '2026-04-01T00:00:00.000Z',
      },
    ],
  },
)
export type LimitsView = Static<typeof LimitsView>
