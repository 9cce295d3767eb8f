import { chance, percent, signedPercent, whole } from './format.ts'
import { gainOf, leaderOf, type Standing, shownLift } from './standing.ts'
import { CONTROL_SHARE, type DemoVariant } from './world.ts'

const METRICS = {
  open_rate: { verb: 'opened', planted: 'open' },
  click_rate: { verb: 'clicked', planted: 'click' },
  conversion_rate: { verb: 'followed by a purchase', planted: 'conversion' },
  unsubscribe_rate: { verb: 'unsubscribed from', planted: 'unsubscribe' },
} as const

/** A smaller gain may be chance. */
const NOTABLE_GAIN = 0.1
const SENTENCE_SECONDS = 5

/** One sentence about the current state. The template changes every few seconds. */
export function sentenceOf(standings: readonly Standing[], elapsedSeconds: number): string {
  const moved = standings.filter(standing => gainOf(leaderOf(standing)) >= NOTABLE_GAIN)
  const standing = moved[Math.floor(elapsedSeconds / SENTENCE_SECONDS) % Math.max(1, moved.length)]
  if (!standing) {
    return `Little is known yet: variants share the traffic evenly, and ${percent(CONTROL_SHARE)} of the people keep the control.`
  }
  return `${movement(standing)}: ${rateOf(standing)} of its messages are ${verbOf(standing)}${versusControl(standing)}.`
}

/** The result of a template in plain words, and whether it was right. */
export function conclusionOf(
  standing: Standing,
  variants: ReadonlyMap<string, DemoVariant>,
): readonly string[] {
  const { template, results } = standing
  const { result } = leaderOf(standing)
  const variant = variants.get(result.id)
  const truth = variant?.planted[METRICS[template.keyMetric].planted]
  const lift = shownLift(results)
  return [
    `${movement(standing)}.${variant?.plan === undefined ? '' : ` Only people on the ${variant.plan} plan may get it.`}`,
    `  Measured: ${rateOf(standing)} of ${whole(result.sends)} messages ${verbOf(standing)}. Planted by the demo: ${percent(truth, 1)}.`,
    lift === undefined
      ? '  All variants together, against the control: not enough messages yet.'
      : `  All variants together, against the control: ${signedPercent(lift.relative)} (95 %: ${signedPercent(lift.low)} to ${signedPercent(lift.high)}), ` +
        `better with a chance of ${chance(results.lift.chance_to_beat_control)}.`,
  ]
}

function movement(standing: Standing): string {
  const { result, share, evenShare } = leaderOf(standing)
  const gain = `${standing.template.id}: the share of “${result.name}” went from ${percent(evenShare)} to ${percent(share)}`
  return gainOf(leaderOf(standing)) > 0 ? gain : `${standing.template.id}: no variant has gained traffic yet`
}

function rateOf(standing: Standing): string {
  return percent(leaderOf(standing).result[standing.template.keyMetric], 1)
}

const verbOf = ({ template }: Standing): string => METRICS[template.keyMetric].verb

function versusControl({ template, variants }: Standing): string {
  const control = variants.find(({ result }) => result.control)?.result
  return control === undefined ? '' : `, ${percent(control[template.keyMetric], 1)} of the control's`
}
