import { type PlotStyle, plot } from './plot.ts'
import type { Simulation } from './schema.ts'

/** The results as text: figures in words, then charts by day. */
export function describeSimulation(simulation: Simulation, style: PlotStyle): string {
  const { plan, verdict, gain, best_share, by_day } = simulation
  const horizon = plan.horizon_days
  const rows: readonly (readonly [string, string])[] = [
    ['Verdict', verdictText(verdict.days, horizon)],
    [
      'Decided',
      `${percent(verdict.decided)} of ${plan.worlds} simulated launches within ${horizon} days; with the wrong verdict: ${percent(verdict.wrong)}`,
    ],
    ['Gain', gainText(gain, horizon)],
    ['Best variant', `has ${percent(best_share)} of the treated traffic on day ${horizon}, on average`],
  ]
  return [
    `${whole(plan.messages_per_day)} messages a day, ${percent(plan.base_rate)} of them successful, ${plan.variants} ${plan.variants === 1 ? 'variant' : 'variants'} and ${percent(plan.control_share)} control.`,
    `A success counts from day ${plan.offset_days} to day ${plan.lookback_days} after its message. Variants differ by ${percent(plan.spread)}, around a lift of ${percent(plan.lift)}.`,
    '',
    ...rows.map(([name, text]) => `  ${name.padEnd(13)} ${text}`),
    '',
    plot(
      'Launches with a verdict, by day',
      by_day.map(({ decided }) => decided),
      percent,
      style,
    ),
    '',
    plot(
      'Gain over an even split so far, in successes',
      by_day.map(day => day.gain),
      whole,
      style,
    ),
    '',
    plot(
      'Treated traffic of the best variant',
      by_day.map(day => day.best_share),
      percent,
      style,
    ),
  ].join('\n')
}

/** Treatment against control. This does not say which variant is best. */
function verdictText(
  { early, median, likely, late }: Simulation['verdict']['days'],
  horizon: number,
): string {
  if (early === null)
    return `hardly ever within ${horizon} days: too little traffic, or too little difference`
  const half =
    median === null ? `not within ${horizon} days for half of them` : `after ${median} days (median)`
  const power = likely === null ? '' : `, after ${likely} with a power of 80 %`
  const end = late === null ? `not by day ${horizon} where it takes long` : `day ${late} where it takes long`
  return `on treatment against control ${half}${power}; day ${early} in the best tenth, ${end}`
}

function gainText({ mean, standard_error, relative }: Simulation['gain'], horizon: number): string {
  const error = `give or take ${whole(1.96 * standard_error)}`
  const sign = mean < 0 ? 'fewer' : 'more'
  return `${whole(Math.abs(mean))} successes ${sign} than an even split in ${horizon} days (${error}), or ${percent(Math.abs(relative))} ${sign}`
}

// Adding zero turns a negative zero into zero.
const whole = (value: number): string => (Math.round(value) + 0).toLocaleString('en-US')
const percent = (share: number): string => `${Number((100 * share).toFixed(share < 0.1 ? 2 : 1))} %`
