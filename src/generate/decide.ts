import { choose } from '../bandit/choose.ts'
import { withFloor } from '../bandit/floor.ts'
import type { Template, Variant } from '../catalog/catalog.ts'
import { hashToUnit } from '../lib/hash.ts'
import { matches } from '../targeting/matches.ts'
import type { Attributes } from '../targeting/normalise.ts'
import type { Reason } from './schema.ts'

/** Which group of the experiment a decision belongs to; 'fallback' is control wording outside of it. */
export type Arm = 'control' | 'treatment' | 'fallback'

export interface Verdict {
  /** Undefined when the template has no wording at all. */
  readonly variant: Variant | undefined
  readonly arm: Arm
  readonly reason: Reason
  /** The probability with which this variant was given to such a request. */
  readonly propensity: number
  readonly eligible: readonly { readonly variant: Variant; readonly weight: number }[]
}

export interface Question {
  readonly template: Template
  readonly attributes: Attributes
  /** Keeps the split stable: the person, else the message, else this decision alone. */
  readonly splitKey: string
  /** Identifies this decision: the choice depends on nothing else that is random. */
  readonly choiceKey: string
  /** What the bandit would do with these variants; sums to one. */
  readonly weigh: (variantIds: readonly string[]) => readonly number[]
  readonly epsilon: number
}

/**
 * Chooses a wording. Eligibility comes before the split, so that control and treatment are drawn
 * from the same people; where no variant is eligible everybody gets the control wording and the
 * decision is kept out of the comparison.
 */
export function decide(question: Question): Verdict {
  const { template, attributes, splitKey, choiceKey, weigh, epsilon } = question
  if (template.status === 'draft' || template.status === 'archived')
    return fallback(template, `template-${template.status}`)
  const candidates = template.variants.filter(variant => isEligible(variant, attributes))
  if (candidates.length === 0) return fallback(template, 'no-eligible-variant')

  const weights = withFloor(weigh(candidates.map(({ id }) => id)), epsilon)
  const eligible = candidates.map((variant, at) => ({ variant, weight: weights[at] ?? 0 }))
  const controlShare = shareOfControl(template)
  if (hashToUnit('split', template.id, splitKey) < controlShare) {
    return {
      variant: template.control,
      arm: 'control',
      reason: 'control-split',
      propensity: controlShare,
      eligible,
    }
  }
  const { index, propensity } = choose(weights, hashToUnit('choice', template.id, choiceKey))
  return {
    variant: candidates[index],
    arm: 'treatment',
    reason: 'bandit',
    propensity: propensity * (1 - controlShare),
    eligible,
  }
}

/** The control wording, outside of the experiment. */
export const fallback = (template: Template, reason: Reason): Verdict => ({
  variant: template.control,
  arm: 'fallback',
  reason,
  propensity: 1,
  eligible: [],
})

export const isEligible = (variant: Variant, attributes: Attributes): boolean =>
  variant.status === 'approved' && !variant.isControl && matches(variant.attrs, attributes)

/** Without a control wording of ours, or when the platform splits, everybody here is treated. */
const shareOfControl = ({ split, control }: Template): number =>
  split.method === 'external' || control === undefined ? 0 : split.controlShare
