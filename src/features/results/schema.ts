import { type Static, Type } from 'typebox'
import { SEGMENTS_MAX } from '../../core/inference/segments.ts'
import { orNull } from '../../runtime/http/fields.ts'
import { RESULTS } from './examples.ts'
import { Amounts, Gate, Lift } from './schema/comparison.ts'
import { counts, Figures } from './schema/figures.ts'
import { count, KeyMetric, Verdict } from './schema/parts.ts'
import { VariantResult } from './schema/variant.ts'
import { Segments } from './segments/segment-schema.ts'
import { ThemeResult } from './segments/theme-schema.ts'

export const heading = {
  as_of: Type.String({ description: 'Time of computation. ISO 8601, UTC.' }),
  template: Type.Object({
    id: Type.String(),
    name: Type.String(),
    key_metric: KeyMetric,
    status: Type.String(),
  }),
  currency: Type.String({ description: 'Currency of revenue.' }),
  denominator: Type.Enum(['sends', 'decisions'], {
    type: 'string',
    description: 'Denominator of rates: sends when the platform reports sends, else decisions.',
  }),
}

export const Results = Type.Object(
  {
    ...heading,
    level: Type.Number({ description: 'Level of all intervals: 0.95 is 95 %.' }),
    verdict: Verdict,
    split: Type.Object({
      method: Type.String({ description: 'internal_persistent, internal_random or external.' }),
      control_share: orNull(
        Type.Number(),
        'Present share of control among all messages. Null when the platform divides them',
      ),
    }),
    matured: Type.Object(
      {
        messages: count('Messages whose window is closed.'),
        share: orNull(Type.Number(), 'Their share of all messages, from 0 to 1. Null without messages'),
      },
      { description: 'A metric without a window has nothing to wait for: all messages are mature.' },
    ),
    control: Figures,
    treatment: Figures,
    fallback: Type.Object(
      { decisions: counts.decisions, sends: counts.sends },
      { description: 'Control wordings outside the experiment. No other figure contains them.' },
    ),
    lift: Lift,
    amounts: orNull(
      Amounts,
      'What is counted if the metric is an amount: capped amounts, with refunds subtracted, in one currency. Null for a rate',
    ),
    variants: Type.Array(VariantResult),
    themes: Type.Array(ThemeResult, {
      description: `Wordings by their themes: at most ${SEGMENTS_MAX} rows, the largest first. A wording counts in each of its themes. All intervals hold together with \`level\`. Empty if no wording has a theme.`,
    }),
    segments: orNull(Segments, 'The results for each value of the attribute in `segment`. Null without it'),
    gates: Type.Array(Gate, {
      description: 'Checks of the comparison. ready-to-ship passes only when all other gates pass.',
    }),
  },
  { title: 'Results', examples: [RESULTS] },
)
export type Results = Static<typeof Results>

export type Denominator = 'sends' | 'decisions'
