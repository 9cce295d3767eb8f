// E11: tests whether the results page is reliable at any time. Sixty looks under Thompson sampling, many runs.
import { type Life, LOOKS, type RateWorld } from './inference-life.ts'
import { alignedTable } from './report.ts'

const EVEN = { controlShare: 0.5, delayLooks: 0, windowLooks: 0, trend: 0 }
const same = (rate: number) => ({ control: rate, variants: [rate, rate, rate, rate] })

export const WORLDS: readonly RateWorld[] = [
  { ...EVEN, name: 'A/A, 5 %, even split', ...same(0.05), messagesPerLook: 500 },
  { ...EVEN, name: 'A/A, 20 %, control 10 %', ...same(0.2), controlShare: 0.1, messagesPerLook: 500 },
  { ...EVEN, name: 'A/A, 2 %, control 10 %', ...same(0.02), controlShare: 0.1, messagesPerLook: 1000 },
  { ...EVEN, name: 'A/A, 0.2 %, control 10 %', ...same(0.002), controlShare: 0.1, messagesPerLook: 2000 },
  {
    ...EVEN,
    name: 'A/A, 3 %, late (window 14 looks)',
    ...same(0.03),
    controlShare: 0.2,
    messagesPerLook: 800,
    delayLooks: 4,
    windowLooks: 14,
  },
  { ...EVEN, name: 'A/A, 5 %, rates double', ...same(0.05), messagesPerLook: 500, trend: 0.67 },
  {
    ...EVEN,
    name: '+15 % in the mean, 5 %',
    control: 0.05,
    variants: [0.05, 0.055, 0.06, 0.065],
    messagesPerLook: 500,
  },
  {
    ...EVEN,
    name: 'a loser among winners, 5 %',
    control: 0.05,
    variants: [0.04, 0.05, 0.05, 0.06],
    controlShare: 0.1,
    messagesPerLook: 1000,
  },
]

export interface InferenceRow {
  readonly world: string
  readonly lives: number
  /** The shares of runs with an alarm at any look. */
  readonly zAlarms: number
  readonly sequenceAlarms: number
  readonly ratioAlarms: number
  readonly shareAlarms: number
  /**
   * The shares of variants whose interval contained the true rate at every look, and at the last; and the share for
   * plain 95 % intervals.
   */
  readonly alwaysHeld: number
  readonly finallyHeld: number
  readonly sampleHeld: number
  /** Largest mean error of any variant, in standard errors of one estimate. */
  readonly bias: number
  readonly biasSelfNormalised: number
  readonly biasOfSampleMean: number
}

export function rowOf({ name, variants }: RateWorld, lives: readonly Life[]): InferenceRow {
  const share = (of: (life: Life) => boolean) => lives.filter(of).length / lives.length
  const arms = lives.flatMap(life => life.arms)
  const held = (of: (arm: (typeof arms)[number]) => boolean) => arms.filter(of).length / arms.length
  const worst = (of: (arm: (typeof arms)[number]) => number) =>
    Math.max(
      ...variants.map((_, at) =>
        biasOf(
          lives.flatMap(({ arms: each }) => each.slice(at, at + 1)),
          of,
        ),
      ),
    )
  return {
    world: name,
    lives: lives.length,
    zAlarms: share(life => life.zAlarm),
    sequenceAlarms: share(life => life.sequenceAlarm),
    ratioAlarms: share(life => life.ratioAlarm),
    shareAlarms: share(life => life.shareAlarm),
    alwaysHeld: held(arm => arm.alwaysHeld),
    finallyHeld: held(arm => arm.finallyHeld),
    sampleHeld: held(arm => arm.sampleHolds),
    bias: worst(arm => arm.weighted?.estimate ?? Number.NaN),
    biasSelfNormalised: worst(arm => arm.selfNormalised),
    biasOfSampleMean: worst(arm => arm.sampleMean),
  }
}

/** The size of the mean error relative to the spread of one estimate, over all runs of one variant. */
function biasOf<Arm extends { readonly truth: number }>(
  arms: readonly Arm[],
  of: (arm: Arm) => number,
): number {
  const errors = arms.map(arm => of(arm) - arm.truth)
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1)
  return Math.abs(mean) / Math.sqrt(variance)
}

export function describeInference(rows: readonly InferenceRow[]): string {
  const head = ['world', 'z', 'sequence', 'ratio', 'split', 'always', 'last', 'plain', 'bias', 'self', 'mean']
  const lines = rows.map(row => [
    row.world,
    ...[row.zAlarms, row.sequenceAlarms, row.ratioAlarms, row.shareAlarms].map(percent),
    ...[row.alwaysHeld, row.finallyHeld, row.sampleHeld].map(percent),
    ...[row.bias, row.biasSelfNormalised, row.biasOfSampleMean].map(value => value.toFixed(3)),
  ])
  return [
    `E11: ${LOOKS} looks, ${rows[0]?.lives ?? 0} lives a world, Thompson sampling with a floor of 2 %`,
    'Lives with an alarm at any look: by 95 % z intervals, by the confidence sequence, by its ratio, by the split check.',
    'Variants whose interval holds the truth: at every look, at the last, and that of plain 95 % intervals at the last.',
    'Largest bias of a variant in standard errors: weighted estimate, the same without offers, mean of its own messages.',
    '',
    alignedTable([head, ...lines]),
  ].join('\n')
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
