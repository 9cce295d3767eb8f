import { pick } from '../../core/bandit/pick.ts'
import type { Table } from '../../core/bandit/table.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import { hashToUnit, hashToUnits } from '../../lib/hash.ts'
import type { Template, Variant } from '../../runtime/catalog/catalog.ts'
import type { ServedPolicy, ServedTable } from '../learning/served-policy.ts'
import type { Reason } from './schema.ts'

/** Which group of the experiment a decision belongs to; 'fallback' is control wording outside of it. */
export type Arm = 'control' | 'treatment' | 'fallback'

export interface Choice {
  /** Undefined when the template has no wording at all. */
  readonly variant: Variant | undefined
  readonly arm: Arm
  readonly reason: Reason
  /** The probability with which this variant was given to such a request. */
  readonly propensity: number
  /** What the choice was, or would have been, looked up in; undefined when no policy was asked. */
  readonly table: ServedTable | undefined
  /** The row that decided; null for the even share, and for whoever is not treated. */
  readonly row: number | null
  /** The even share that was in force; null when no policy was asked. */
  readonly epsilon: number | null
}

export interface Question {
  readonly template: Template
  readonly attributes: Attributes
  /** See `cellOf`. */
  readonly cell: string
  /** Keeps the split stable: the person, else the message, else this decision alone. */
  readonly splitKey: string
  /** Names the row: the person where a draw sticks, else this decision. The choice depends on nothing else that is random. */
  readonly choiceKey: string
  readonly policy: ServedPolicy
  readonly epsilon: number
}

/**
 * Chooses a wording. Eligibility comes before the split, so that control and treatment are drawn
 * from the same people; where no variant is eligible everybody gets the control wording and the
 * decision is kept out of the comparison.
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

/** What a table says to a key: the same table, key and epsilon always give the same answer, on every machine. */
export function choose(table: Table, templateId: string, choiceKey: string, epsilon: number) {
  const [rowUnit, evenUnit] = hashToUnits('choice', templateId, choiceKey)
  return pick(table, epsilon, rowUnit, evenUnit)
}

/** The control wording, outside of the experiment. */
export const fallback = (template: Template, reason: Reason): Choice => ({
  variant: template.control,
  arm: 'fallback',
  reason,
  propensity: 1,
  table: undefined,
  row: null,
  epsilon: null,
})

/** Without a control wording of ours, or when the platform splits, everybody here is treated. */
const shareOfControl = ({ split, control }: Template): number =>
  split.method === 'external' || control === undefined ? 0 : split.controlShare
