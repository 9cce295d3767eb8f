import { type Static, Type } from 'typebox'
import type { GuardedMetric as Guarded } from '../../../core/inference/guardrails/guardrails.ts'
import { usedAs } from '../../../core/measure/measures.ts'
import { orNull } from '../../../runtime/http/fields.ts'
import { Figures } from './figures.ts'
import { chance, count, Interval, intervalMissing } from './parts.ts'

export const GuardedMetric = Type.Unsafe<Guarded>({
  type: 'string',
  description: `${usedAs('guardrail')
    .map(({ rate: name }) => name)
    .join(', ')}, or custom:<id>.`,
})

export const VariantResult = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    control: Type.Boolean(),
    status: Type.String({
      description:
        'draft, approved, archived, deleted or external. external: the control wording is at the platform and has no variant in Parley.',
    }),
    themes: Type.Array(Type.String()),
    allocation: orNull(Type.Number(), 'Present share of treated traffic, from 0 to 1. Null when unknown.'),
    traffic: orNull(
      Type.Number(),
      'Present share of all messages of the experiment, control included, from 0 to 1. Null while unknown, and when the platform divides the messages.',
    ),
    ...Figures.properties,
    maturing: count('Messages whose window for the key metric is still open. They can still convert.'),
    interval: orNull(
      Interval,
      '95 % interval of the same mean as `estimate`, in its unit; `estimate` always lies in it. It is a confidence sequence: it stays valid at every look, while traffic shares and rates change, and where people get several messages. For revenue it is of the mean of capped amounts. Null for the reason in `interval_missing`',
    ),
    interval_missing: intervalMissing,
    lift: orNull(
      Type.Object({
        relative: Type.Number({
          description: 'Its key metric over that of control, minus one. Lies in `interval`.',
        }),
        interval: Interval,
        beats_control: Type.Boolean({
          description: 'Whether the whole interval is on the better side of zero.',
        }),
      }),
      'The wording against control, over the time in which both could be chosen. The interval holds at every look, while rates and shares move, and for all wordings together: with 95 %, none of them is ever wrong. Null without enough messages of both, before messages are mature, while control may be zero, for a wording with target attributes, for an archived one, and if the platform divides the messages.',
    ),
    chance_to_beat_control: chance(
      'Probability that its key metric is better than that of the control group, from all messages at a common level',
    ),
    chance_to_be_best: chance(
      'Probability that its key metric is the best among all approved variants with messages. Control is one of them: the probabilities of all approved variants and control add up to 1. It is computed from all messages, those of different days brought to a common level',
    ),
    estimate: orNull(
      Type.Number(),
      'Estimate of the key metric, in its unit: the mean if all messages since `estimate_since` had had this variant. Each message is weighted by one over the probability of its choice (AIPW), so changes of traffic do not bias it. Variants that began at different times cover different days: compare them by `compared` or `lift`. For revenue and other amounts it is the mean of capped amounts (`amounts.capped_at`), beside the whole ones in `revenue_per_send`; refunds are subtracted. For a variant with target attributes, it covers only the people who are eligible. Null without messages.',
    ),
    estimate_since: orNull(
      Type.String(),
      'Start of the time that `estimate` and `interval` cover: the first stretch of time with a message of the variant, in the requested period. ISO 8601. Null without messages, and when sums are not kept by time for the period',
    ),
    effective_messages: Type.Number({
      description:
        'Number of evenly chosen messages that give the same precision. Equal to the number of messages while the traffic share is constant, lower the more it changed.',
    }),
    compared: orNull(
      Type.Object({
        messages: Type.Number(),
        estimate: Type.Number({ description: 'Like `estimate`, over this time.' }),
        interval: Interval,
        since: orNull(Type.String(), 'Start of this time. ISO 8601. Null when sums are not kept by time'),
      }),
      'Estimates over the time in which all approved variants could be chosen. Compare variants by these only. Null for variants that are not approved, without messages, and while one of them has fewer than 100 messages over it.',
    ),
    blocked: orNull(
      Type.Object({
        metric: GuardedMetric,
        chance: Type.Number({
          description: 'Probability that it is worse than control by more than the margin, from 0 to 1.',
        }),
        rate: Type.Number({
          description:
            'Fraction of the messages of the variant; for an amount, the amount a message in its unit.',
        }),
        control_rate: Type.Number({
          description:
            'The same of the control group. Without such messages: of all other variants together.',
        }),
        reason: Type.String({ description: 'Reason in plain words.' }),
      }),
      'Guardrail that blocks the variant at present, whatever the period of the request. Null when none does.',
    ),
  },
  { title: 'VariantResult' },
)
export type VariantResult = Static<typeof VariantResult>
