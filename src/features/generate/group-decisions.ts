import { SPAN_MINUTES, startOfSpan } from '../../core/measure/spans.ts'
import type { Decision } from './decision.ts'

/** Decisions of the same span of time that are equal in all counted fields. The first one represents the group. */
export interface Kind {
  readonly first: Decision
  /** Whether the even share made the choice. */
  readonly isEven: boolean
  /** The start of the span in which the decisions are counted. */
  readonly startsAtMs: number
}

/** Groups decisions. Returns the groups and, for each decision, the position of its group. */
export function sortByKind(decisions: readonly Decision[]): readonly [readonly Kind[], readonly number[]] {
  const kinds: Kind[] = []
  const kindOf = decisions.map(decision => {
    const isEven = decision.table !== undefined && decision.tableRow === null && decision.reason === 'bandit'
    const startsAtMs = startOfSpan(decision.decidedAt.getTime(), SPAN_MINUTES.fine)
    // A search through hundreds of groups is faster than making a map key for each decision.
    const known = kinds.findIndex(
      kind => kind.isEven === isEven && kind.startsAtMs === startsAtMs && countsAlike(kind.first, decision),
    )
    return known >= 0 ? known : kinds.push({ first: decision, isEven, startsAtMs }) - 1
  })
  return [kinds, kindOf]
}

/** Fields that differ most often come first. */
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
