import { type Static, Type } from 'typebox'
import { GATE_NAMES, GATE_UNITS } from '../../core/inference/gates.ts'
import type { GuardedMetric } from '../../core/inference/guardrails/guardrails.ts'
import { Moment, orNull } from '../../runtime/http/fields.ts'
import { DIAGNOSTICS } from './examples.ts'

const Gate = Type.Object(
  {
    name: Type.Enum([...GATE_NAMES], { type: 'string' }),
    ok: Type.Boolean(),
    detail: Type.String(),
    have: orNull(Type.Number(), 'As in the results'),
    need: orNull(Type.Number(), 'As in the results'),
    unit: Type.Enum([...GATE_UNITS], { type: 'string' }),
    fix: orNull(Type.String(), 'As in the results'),
  },
  { description: 'As in the results over all time.' },
)

const Guardrail = Type.Object({
  variant_id: Type.String(),
  name: Type.String(),
  metric: Type.Unsafe<GuardedMetric>({ type: 'string', description: 'As in `blocked` of the results.' }),
  count: Type.Integer({ description: 'Messages that it happened to.' }),
  messages: Type.Integer(),
  rate: orNull(
    Type.Number(),
    'Fraction of the messages; for an amount, the amount a message in its unit. Null without messages',
  ),
  control_rate: orNull(Type.Number(), 'The same of the control group'),
  blocked: Type.Boolean({ description: 'Whether this stops the wording at present.' }),
})

export const Diagnostics = Type.Object(
  {
    as_of: Moment,
    denominator: Type.Enum(['sends', 'decisions'], { type: 'string' }),
    gates: Type.Array(Gate),
    guardrails: Type.Array(Guardrail, { description: 'One row for each new wording and guarded metric.' }),
    never_clicked: Type.Array(
      Type.Object({ variant_id: Type.String(), name: Type.String(), messages: Type.Integer() }),
      { description: 'Wordings of at least 100 messages that nobody clicked, although others were clicked.' },
    ),
    reports: Type.Object(
      {
        events: Type.Integer(),
        since: orNull(Moment, 'When the oldest of them arrived. Null without events'),
        unmatched: Type.Integer({ description: 'Events for which Parley found no message.' }),
        counted: Type.Integer({ description: 'Events that counted for this template.' }),
        outside_window: Type.Integer({
          description: 'Conversions after or before the window of this template.',
        }),
        before_send: Type.Integer({
          description: 'Those of them that happened before the message was sent.',
        }),
      },
      { description: 'What came of the newest events of the organisation.' },
    ),
    unreported: Type.Object(
      {
        from: Moment,
        to: Moment,
        decisions: Type.Integer(),
        sends: Type.Integer(),
        share: orNull(Type.Number(), 'Share of choices without a reported send. Null without choices'),
      },
      {
        description: 'Choices of the last seven days, without the last hour, and the sends reported of them.',
      },
    ),
    unmapped: Type.Object({
      count: Type.Integer({
        description:
          'Names of events that appear in no result, in the organisation; at most 100 are counted.',
      }),
      names: Type.Array(
        Type.Object({
          platform: Type.String(),
          event: Type.String(),
          count: Type.Integer(),
          last_seen: Moment,
        }),
        { description: 'The most frequent, at most 10.' },
      ),
    }),
    delay: Type.Object({
      success: Type.String({ description: 'What people did: open, click, conversion or unsubscribe.' }),
      responses: Type.Integer(),
      points: Type.Array(Type.Object({ days: Type.Number(), share: Type.Number() }), {
        description: 'Share of the responses known so far that came within so many days.',
      }),
      p50_days: orNull(Type.Number(), 'Days until half of them came'),
      p90_days: orNull(Type.Number(), 'Days until nine of ten came'),
      window: orNull(
        Type.Object({ offset_days: Type.Number(), lookback_days: Type.Number() }),
        'The window in which responses count. Null for actions without a window',
      ),
    }),
    drift: orNull(
      Type.Object({ since: Moment, detail: Type.String() }),
      'Whether the rates have changed. Null while they have not',
    ),
  },
  { title: 'Diagnostics', examples: [DIAGNOSTICS] },
)
export type Diagnostics = Static<typeof Diagnostics>
