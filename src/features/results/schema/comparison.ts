import { type Static, Type } from 'typebox'
import { GATE_NAMES, GATE_UNITS } from '../../../core/inference/gates.ts'
import { orNull } from '../../../runtime/http/fields.ts'
import { chance, Interval, intervalMissing, KeyMetric } from './parts.ts'

export const Lift = Type.Object(
  {
    metric: KeyMetric,
    absolute: orNull(
      Type.Number(),
      'Treatment minus control, in the unit of the metric. Uses only mature messages when each group has enough of them. Amounts are capped at `amounts.capped_at` (not in revenue_per_send). If the control share changed, messages are weighted by it.',
    ),
    relative: orNull(
      Type.Number(),
      'Treatment divided by control, minus one: 0.1 means 10 % more. Null when control is zero.',
    ),
    interval: orNull(
      Interval,
      '95 % interval of the relative lift. It is a confidence sequence: it stays valid at every look. Null for the reason in `interval_missing`',
    ),
    design_effect: Type.Number({
      description:
        'How many times larger the variance of the lift is than that of as many messages to different people: people stay in their group, and the messages of one person are alike. 1 if people get one message each, or if messages are divided one by one. Intervals and probabilities of the comparison with control allow for it.',
    }),
    interval_unbounded: Type.Boolean({
      description:
        'Whether both groups have messages, and `interval` is null because control may be zero: the lift has no upper end.',
    }),
    interval_missing: intervalMissing,
    chance_to_beat_control: chance('Probability that treatment is better than control'),
    enough_data: Type.Boolean({
      description: 'Whether both groups have enough messages for a comparison.',
    }),
  },
  { title: 'Lift' },
)
export type Lift = Static<typeof Lift>

export const Amounts = Type.Object(
  {
    currency: orNull(Type.String(), 'Currency of the amounts. Null for a plain number'),
    capped_at: orNull(
      Type.Number(),
      'In lift, estimates, intervals and chances, a larger amount of a message counts as this one: the 99.5th percentile of all orders. Null while no amount is capped: fewer than 200 orders, or a period without stored sums',
    ),
    capped_mean: Type.Object(
      { control: orNull(Type.Number(), 'Of control'), treatment: orNull(Type.Number(), 'Of treatment') },
      {
        description:
          'Mean per message of the compared messages, with capped amounts. revenue_per_send has whole amounts of all messages.',
      },
    ),
    orders_in_other_currencies: Type.Record(Type.String(), Type.Integer(), {
      description:
        'Orders by currency that the comparison does not count. Their amounts are in revenue_by_currency.',
    }),
  },
  { title: 'Amounts' },
)

export const Gate = Type.Object(
  {
    name: Type.Enum([...GATE_NAMES], { type: 'string' }),
    ok: Type.Boolean(),
    detail: Type.String({ description: 'Finding in plain words.' }),
    have: orNull(Type.Number(), 'What there is, in `unit`. Null if there is nothing to measure'),
    need: orNull(Type.Number(), 'What the gate asks for, in `unit`'),
    unit: Type.Enum([...GATE_UNITS], {
      type: 'string',
      description: 'Unit of `have` and `need`. Shares and chances are from 0 to 1.',
    }),
    fix: orNull(Type.String(), 'What to do, in one sentence. Null while the gate holds'),
  },
  { title: 'Gate' },
)
export type Gate = Static<typeof Gate>
