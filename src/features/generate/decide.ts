import { pick } from '../../core/bandit/pick.ts'
import type { Table } from '../../core/bandit/table.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import { hashToUnit, hashToUnits } from '../../lib/hash.ts'
import type { Template, Variant } from '../../runtime/catalog/catalog.ts'
import type { ServedPolicy, ServedTable } from '../learning/served-policy.ts'
import type { Reason } from './schema.ts'

/** The arm of a decision; `fallback` is the control wording outside of the experiment. */
export type Arm = 'control' | 'treatment' | 'fallback'

export interface Choice {
  /** Undefined if the template has no wording. */
  readonly variant: Variant | undefined
  readonly arm: Arm
  readonly reason: Reason
  /** The probability of this variant for such a request. */
  readonly propensity: number
  /** The table of this request, also for the control arm; undefined if no policy was used. */
  readonly table: ServedTable | undefined
  /** The row that decided; null for the even share, and for decisions that are not treated. */
  readonly row: number | null
  /** The even share of this choice; null if no policy was used. */
  readonly epsilon: number | null
}

export interface Question {
  readonly template: Template
  readonly attributes: Attributes
  /** See `cellOf`. */
  readonly cell: string
  /** The key of the split: the person, else the message, else this decision. Equal keys get the same arm. */
  readonly splitKey: string
  /**
   * The key of the row: the person if choices stick to people, else this decision. It is the only random input of the
   * choice.
   */
  readonly choiceKey: string
  readonly policy: ServedPolicy
  readonly epsilon: number
}

/**
 * Chooses a wording. Eligibility comes before the split, so control and treatment are drawn from the same people. If no
 * variant is eligible, the person gets the control wording, and the decision is left out of the comparison.
 */
export function decide({
  template,
  attributes,
  cell,
  splitKey,
  choiceKey,
  policy,
  epsilon,
}: Question): Choice {
  if (template.status === 'draft' || template.status === 'archived')
    return fallback(template, `template-${template.status}`)
  const candidates = policy.candidatesFor(attributes)
  if (candidates.variants.length === 0) return fallback(template, 'no-eligible-variant')
  const table = policy.tableFor(candidates, cell)
  const controlShare = shareOfControl(template)
  if (hashToUnit('split', template.id, splitKey) < controlShare) {
    return {
      variant: template.control,
      arm: 'control',
      reason: 'control-split',
      propensity: controlShare,
      table,
      row: null,
      epsilon: null,
    }
  }
  const { index, row, propensity } = choose(table, template.id, choiceKey, epsilon)
  return {
    variant: candidates.variants[index],
    arm: 'treatment',
    reason: 'bandit',
    propensity: propensity * (1 - controlShare),
    table,
    row,
    epsilon,
  }
}

/** Looks a key up in a table. The same table, key and epsilon give the same result on every machine. */
export function choose(table: Table, templateId: string, choiceKey: string, epsilon: number) {
  const [rowUnit, evenUnit] = hashToUnits('choice', templateId, choiceKey)
  return pick(table, epsilon, rowUnit, evenUnit)
}

/** A choice of the control wording, outside of the experiment. */
export const fallback = (template: Template, reason: Reason): Choice => ({
  variant: template.control,
  arm: 'fallback',
  reason,
  propensity: 1,
  table: undefined,
  row: null,
  epsilon: null,
})

/** Zero if the template has no control wording, or if the platform makes the split: then all requests are treated. */
const shareOfControl = ({ split, control }: Template): number =>
  split.method === 'external' || control === undefined ? 0 : split.controlShare
