import { chance, percent, signedPercent, whole } from './format.ts'
import { leaderOf, type Standing, shareBefore } from './table.ts'
import { CONTROL_SHARE, type DemoVariant } from './world.ts'

const METRICS = {
  open_rate: { verb: 'opened', planted: 'open' },
  click_rate: { verb: 'clicked', planted: 'click' },
  conversion_rate: { verb: 'followed by a purchase', planted: 'conversion' },
  unsubscribe_rate: { verb: 'unsubscribed from', planted: 'unsubscribe' },
} as const

/** A smaller shift may be chance. */
const NOTABLE_SHIFT = 0.08
const SENTENCE_SECONDS = 5

/** One sentence on what is going on, about another template every few seconds. */
export function sentenceOf(standings: readonly Standing[], elapsedSeconds: number): string {
  const moved = standings.filter(standing => shiftOf(standing) >= NOTABLE_SHIFT)
  const standing = moved[Math.floor(elapsedSeconds / SENTENCE_SECONDS) % Math.max(1, moved.length)]
  if (!standing)
    return `Little is known yet: the variants share the traffic evenly, and ${percent(CONTROL_SHARE)} of the people keep the control.`
  const leader = leaderOf(standing)
  return `${movement(standing)}: ${rateOf(standing)} of its messages are ${METRICS[standing.template.keyMetric].verb}${versusControl(standing, leader.id)}.`
}

/** What happened to a template, in plain words, and whether it was right. */
export function conclusionOf(
  standing: Standing,
  variants: ReadonlyMap<string, DemoVariant>,
): readonly string[] {
  const { template, now } = standing
  const { verb, planted } = METRICS[template.keyMetric]
  const leader = leaderOf(standing)
  const truth = variants.get(leader.id)?.planted[planted]
  const [low, high] = now.lift.interval ?? []
  return [
    `${movement(standing)}.`,
    `  Measured: ${rateOf(standing)} of ${whole(leader.sends)} messages ${verb}. Planted by the demo: ${percent(truth, 1)}.`,
    ...(now.lift.relative === null || low === undefined || high === undefined
      ? []
      : [
          `  All variants together, against the control: ${signedPercent(now.lift.relative)} (95 %: ${signedPercent(low)} to ${signedPercent(high)}), ` +
            `better with a chance of ${chance(now.lift.chance_to_beat_control)}.`,
        ]),
  ]
}

function movement(standing: Standing): string {
  const leader = leaderOf(standing)
  const [from, to] = [percent(shareBefore(standing, leader.id)), percent(leader.allocation)]
  return `${standing.template.id}: the share of “${leader.name}” went from ${from} to ${to}`
}

const rateOf = (standing: Standing): string => percent(leaderOf(standing)[standing.template.keyMetric], 1)

function versusControl({ template, now }: Standing, leaderId: string): string {
  const control = now.variants.find(({ control, id }) => control && id !== leaderId)
  return control === undefined ? '' : `, ${percent(control[template.keyMetric], 1)} of the control`
}

function shiftOf(standing: Standing): number {
  const leader = leaderOf(standing)
  return (leader.allocation ?? 0) - shareBefore(standing, leader.id)
}
