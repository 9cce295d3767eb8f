import { type Static, Type } from 'typebox'
import { plainText } from '../../runtime/http/plain-text.ts'
import { JOB_STATES } from '../../runtime/jobs/job.ts'
import { SETTINGS, type SettingName } from './settings.ts'

const orNull = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description: `${description} Null when that was not reached.` })

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
          'Template that gives the defaults: its window, its control share, the number of its approved variants, and its traffic and rate of the last 28 days.',
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

const CompletePlan = Type.Object(
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
  {
    title: 'SimulationPlan',
    description: 'Complete settings of the simulation, including defaults.',
  },
)

export const Simulation = Type.Object(
  {
    plan: CompletePlan,
    verdict: Type.Object({
      days: Type.Object({
        early: orNull('Day by which a tenth of the launches have a verdict.'),
        median: orNull('Day by which half of the launches have a verdict.'),
        likely: orNull('Day by which 80 % of the launches have a verdict: a power of 80 %.'),
        late: orNull('Day by which nine tenths of the launches have a verdict.'),
      }),
      decided: share('Share of launches with a verdict within the horizon'),
      wrong: share('Share of launches with a wrong verdict'),
    }),
    successes: Type.Object(
      { all_control: Type.Number(), even_split: Type.Number(), bandit: Type.Number() },
      { description: 'Mean number of successes over the horizon, when all messages are mature.' },
    ),
    gain: Type.Object(
      {
        mean: number('Mean number of additional successes, compared with an even split among the variants.'),
        standard_error: number('Standard error of the mean, over the launches.'),
        interval: Type.Array(Type.Number(), {
          minItems: 2,
          maxItems: 2,
          description: '95 % interval of the mean.',
        }),
        relative: number('Mean divided by the successes of an even split.'),
      },
      { description: 'Gain from learning.' },
    ),
    best_share: share('Mean share of treated traffic of the best variant on the last day'),
    by_day: Type.Array(
      Type.Object({
        day: Type.Integer(),
        decided: share('Share of launches with a verdict by the end of this day'),
        gain: number('Mean gain until the end of this day.'),
        best_share: Type.Number(),
      }),
    ),
  },
  { title: 'Simulation' },
)
export type Simulation = Static<typeof Simulation>

export const SimulationJobParams = Type.Object({
  ...SimulateParams.properties,
  id: plainText('Id of the simulation.'),
})

export const SimulationJobView = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum([...JOB_STATES]),
    progress: Type.Object(
      { done: Type.Integer(), total: Type.Integer() },
      { description: 'Simulated launches, and all launches of this simulation.' },
    ),
    plan: CompletePlan,
    partial: Type.Union([Simulation, Type.Null()], {
      description:
        'The answer so far: `plan.worlds` is the number of launches in it. Null before the first 60. Complete when the state is finished.',
    }),
    failure: Type.Union([Type.String(), Type.Null()]),
    created_at: Type.String({ format: 'date-time' }),
    finished_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { title: 'SimulationJob' },
)
export type SimulationJobView = Static<typeof SimulationJobView>
