import { SPAN_MINUTES, startOfSpan } from '../../core/measure/spans.ts'
import type { Decision } from './decision.ts'

/** Decisions of the same moment that differ in nothing that is counted: the first of them stands for all. */
export interface Kind {
  readonly first: Decision
  /** Whether the even share of a policy's table made the choice. */
  readonly isEven: boolean
  /** The beginning of the span that they are counted in. */
  readonly startsAtMs: number
}

/** The kinds there are, and for each decision the position of its own. */
export function sortByKind(decisions: readonly Decision[]): readonly [readonly Kind[], readonly number[]] {
  const kinds: Kind[] = []
  const kindOf = decisions.map(decision => {
    const isEven = decision.table !== undefined && decision.tableRow === null && decision.reason === 'bandit'
    const startsAtMs = startOfSpan(decision.decidedAt.getTime(), SPAN_MINUTES.fine)
    // Even with hundreds of kinds, looking through them is faster than writing a key for a map.
    const known = kinds.findIndex(
      kind => kind.isEven === isEven && kind.startsAtMs === startsAtMs && countsAlike(kind.first, decision),
    )
    return known >= 0 ? known : kinds.push({ first: decision, isEven, startsAtMs }) - 1
  })
  return [kinds, kindOf]
}

/** What mostly differs comes first. */
const countsAlike = (one: Decision, other: Decision): boolean =>
  one.variantId === other.variantId &&
  one.propensity === other.propensity &&
  one.cell === other.cell &&
  one.table?.id === other.table?.id &&
  one.templateId === other.templateId &&
  one.orgId === other.orgId &&
  one.arm === other.arm &&
  one.reason === other.reason &&
  one.counted === other.counted &&
  one.modelVersion === other.modelVersion &&
  one.windows === other.windows &&
  one.epsilon === other.epsilon
