import { type Comparison, compareGroups, compareWeighted, type Group } from '../../src/core/inference/lift.ts'
import { compareStratified } from '../../src/core/inference/stratified/compare-stratified.ts'
import { familyAlphas } from '../../src/core/inference/stratified/family-alpha.ts'
import { type Stratum, stratify } from '../../src/core/inference/stratified/strata.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../src/core/inference/sums.ts'
import { DAY_MS } from '../../src/lib/duration.ts'
import { type Stretch, totalsOf } from './traffic.ts'
import type { World } from './world.ts'

interface LookOptions {
  readonly alpha: number
  /** Whether the wordings share the probability of error. */
  readonly isFamily: boolean
  readonly designEffect?: number
}

/** Each wording against control, as the page compares them. */
export function looksAt(
  world: Pick<World, 'wordings'>,
  stretches: readonly Stretch[],
  { alpha, isFamily, designEffect = 1 }: LookOptions,
): readonly (Comparison | null)[] {
  const starts = new Map(
    world.wordings.flatMap(({ joins }, at) => {
      const first = stretches.findIndex(({ arms }) => (arms[at + 1]?.messages ?? 0) > 0)
      return first < 0 ? [] : [[String(at), joins * DAY_MS] as const]
    }),
  )
  const alphas = familyAlphas(starts, alpha)
  return world.wordings.map((_, at) => {
    const own = isFamily ? (alphas.get(String(at)) ?? 0) : alpha
    return own === 0
      ? null
      : compareStratified(stratify(strataOf(stretches, at)), { kind: 'rate', alpha: own, designEffect })
  })
}

const strataOf = (stretches: readonly Stretch[], at: number): readonly Stratum[] =>
  stretches.map(({ arms }) => {
    const sum = (of: (arm: ArmSums) => number) => arms.reduce((all, arm) => all + of(arm), 0)
    return {
      ...{ variant: arms[at + 1] ?? NO_SUMS, other: arms[0] ?? NO_SUMS },
      ...{ messages: sum(arm => arm.messages), total: sum(arm => arm.outcome.total) },
    }
  })

/** The same by plain sums over all time. */
export function plainLooks(world: World, stretches: readonly Stretch[]): readonly (Comparison | null)[] {
  const [control = NO_SUMS, ...wordings] = totalsOf(world, stretches)
  return wordings.map(wording => compareGroups(plainOf(control), plainOf(wording), { kind: 'rate' }))
}

const plainOf = ({ messages, outcome }: ArmSums): Group => ({
  messages,
  total: outcome.total,
  squares: outcome.squares,
})

/** Treatment as a whole against control, as `moved-share.ts` weights the two. */
export function pooledLook(stretches: readonly Stretch[], designEffect = 1): Comparison | null {
  const groups = stretches.map(({ arms: [control = NO_SUMS, ...wordings], share }) => {
    const { messages, outcome } = wordings.reduce(addSums, NO_SUMS)
    return { control, treatment: evenSums(1 - share, messages, outcome.total, outcome.squares) }
  })
  const control = groups.map(group => group.control).reduce(addSums, NO_SUMS)
  const treatment = groups.map(group => group.treatment).reduce(addSums, NO_SUMS)
  if (Math.min(control.messages, treatment.messages) < 100) return null
  return compareWeighted(control, treatment, { kind: 'rate', designEffect })
}
