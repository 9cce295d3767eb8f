import { type Static, Type } from 'typebox'
import { plainText } from '../../runtime/http/plain-text.ts'
import { SETTINGS, type SettingName } from './settings.ts'

const orNull = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description: `${description} Null where that never came.` })

export const SimulateParams = Type.Object({ org: plainText('Slug of the organisation.') })

const setting = (name: SettingName) => {
  const { min, max, whole, help } = SETTINGS[name]
  const bounds = { minimum: min, maximum: max, description: help }
  return Type.Optional(whole ? Type.Integer(bounds) : Type.Number(bounds))
}

export const SimulateBody = Type.Object(
  {
    template_id: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'What is not given is taken from this template: its window, its control share, its approved variants, and the traffic and rate of the last 28 days.',
      }),
    ),
    messages_per_day: setting('messages_per_day'),
    base_rate: setting('base_rate'),
    variants: setting('variants'),
    control_share: setting('control_share'),
    spread: setting('spread'),
    lift: setting('lift'),
    offset_days: setting('offset_days'),
    lookback_days: setting('lookback_days'),
    mean_delay_days: setting('mean_delay_days'),
    horizon_days: setting('horizon_days'),
    epsilon: setting('epsilon'),
    worlds: setting('worlds'),
    seed: Type.Optional(
      Type.String({ maxLength: 100, description: 'The same seed gives the same answer. Default: plan.' }),
    ),
  },
  {
    title: 'SimulationInput',
    examples: [{ messages_per_day: 5000, base_rate: 0.02, variants: 4, worlds: 20 }],
    additionalProperties: false,
  },
)
export type SimulateBody = Static<typeof SimulateBody>

const number = (description: string) => Type.Number({ description })
const share = (description: string) => Type.Number({ description: `${description}, from 0 to 1.` })

export const Simulation = Type.Object(
  {
    plan: Type.Object(
      {
        messages_per_day: Type.Number(),
        base_rate: Type.Number(),
        variants: Type.Integer(),
        control_share: Type.Number(),
        spread: Type.Number(),
        lift: Type.Number(),
        offset_days: Type.Number(),
        lookback_days: Type.Number(),
        mean_delay_days: Type.Number(),
        horizon_days: Type.Integer(),
        epsilon: Type.Number(),
        worlds: Type.Integer(),
        seed: Type.String(),
      },
      { description: 'What was simulated, with everything that was not given filled in.' },
    ),
    verdict: Type.Object({
      days: Type.Object({
        early: orNull('A tenth of the launches have a verdict by this day.'),
        median: orNull('Half of them.'),
        late: orNull('Nine in ten.'),
      }),
      decided: share('Launches with a verdict within the horizon'),
      wrong: share('Launches with a wrong verdict'),
    }),
    successes: Type.Object(
      { all_control: Type.Number(), even_split: Type.Number(), bandit: Type.Number() },
      { description: 'Over the horizon, in the mean, once all messages are mature.' },
    ),
    gain: Type.Object(
      {
        mean: number('Successes more than with an even split among the variants.'),
        standard_error: number('Of the mean, over the launches.'),
        interval: Type.Array(Type.Number(), {
          minItems: 2,
          maxItems: 2,
          description: '95 % interval of the mean.',
        }),
        relative: number('The mean over the successes of an even split.'),
      },
      { description: 'What learning brings.' },
    ),
    best_share: share('Treated traffic that the best variant has on the last day, in the mean'),
    by_day: Type.Array(
      Type.Object({
        day: Type.Integer(),
        decided: share('Launches with a verdict by the end of this day'),
        gain: number('So far, in the mean.'),
        best_share: Type.Number(),
      }),
    ),
  },
  { title: 'Simulation' },
)
export type Simulation = Static<typeof Simulation>
