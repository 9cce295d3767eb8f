import { checkShares, type ShareCheck } from './share-check.ts'
import { type ArmSums, addOffered, addSums, evenSums, NO_SUMS, NOTHING_OFFERED, offeredSums } from './sums.ts'

/** Both groups in one stretch of time. The control's messages carry the share that control had when each was decided. */
export interface SplitSpan {
  readonly control: ArmSums
  readonly treatment: ArmSums
}

/** A stretch of time, and the share of control during all of it. */
export interface SharedSpan extends SplitSpan {
  readonly share: number
  /**
   * More than `share` if control has no message: the share may also have been that of the stretch on the other
   * side.
   */
  readonly shareMax: number
}

export interface LoggedShares {
  /** The stretches whose share is known, in order of time. */
  readonly known: readonly SharedSpan[]
  /** Whether the share changed during the period: then plain means of the groups are not comparable. */
  readonly hasMoved: boolean
}

/**
 * The share of control, as logged with control's own messages. In a stretch in which it changed, it is unknown: a
 * treated message does not show on which side of the change it was. Those stretches are left out. This favours
 * neither group, because people change the share. If control has no message, and the stretches before and after
 * differ, the share may have been either.
 * @param spans in order of time
 * @param configured the present share, which holds if nothing was logged at all
 */
export function loggedShares(spans: readonly SplitSpan[], configured: number): LoggedShares {
  const logged = spans.map(({ control }) => shareOf(control))
  const after = fillFrom(logged.toReversed(), configured).toReversed()
  const before = fillFrom(logged, configured)
  const known = spans.flatMap((span, at): readonly SharedSpan[] => {
    const [share, next] = [before[at], after[at]]
    if (share === undefined || next === undefined) return []
    return [{ ...span, share: Math.min(share, next), shareMax: Math.max(share, next) }]
  })
  const [first] = known
  const isFirst = (span: SharedSpan) => isSure(span) && isSame(span.share, first?.share ?? span.share)
  return { known, hasMoved: known.length < spans.length || !known.every(isFirst) }
}

/** 'none' without a message; undefined if it changed in the stretch, or if the platform made the split. */
function shareOf({ messages, inverse, inverseSquare }: ArmSums): number | 'none' | undefined {
  if (messages === 0) return 'none'
  // At least 1, by Cauchy and Schwarz, and 1 only if all values are equal. Sums are kept to about three digits of
  // this.
  const spread = (messages * inverseSquare) / (inverse * inverse) - 1
  const share = messages / inverse
  return spread > SPREAD_MAX || share > SHARE_MAX ? undefined : share
}

const SPREAD_MAX = 1e-3
const SHARE_MAX = 0.999
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * Math.min(a, b)

const isSure = ({ share, shareMax }: SharedSpan): boolean => isSame(share, shareMax)

function fillFrom(logged: readonly ReturnType<typeof shareOf>[], configured: number) {
  let last: number | undefined = configured
  return logged.map(share => {
    if (share !== 'none') last = share
    return last
  })
}

/**
 * The groups as `compareWeighted` takes them: every message is weighted by one over the probability of its group,
 * whatever its variant.
 */
export function weightedGroups(spans: readonly SharedSpan[]): SplitSpan {
  const sure = spans.filter(isSure)
  const treatments = sure.map(({ treatment: { messages, outcome }, share }) =>
    evenSums(1 - share, messages, outcome.total, outcome.squares),
  )
  return {
    control: sure.map(({ control }) => control).reduce(addSums, NO_SUMS),
    treatment: treatments.reduce(addSums, NO_SUMS),
  }
}

export interface SplitCheck extends ShareCheck {
  /** The decisions of each group, and the number of all decisions that control was expected to get. */
  readonly control: number
  readonly treatment: number
  readonly expected: number
}

/**
 * Whether control got its shares. Stretches without control are included: without them, control would seem too
 * large. If their share may have been either of two, an alarm needs both to deviate.
 */
export function checkSplit(spans: readonly SharedSpan[]): SplitCheck {
  const [low, high] = [checkBy(spans, ({ share }) => share), checkBy(spans, ({ shareMax }) => shareMax)]
  return high.probability > low.probability ? high : low
}

function checkBy(spans: readonly SharedSpan[], shareIn: (span: SharedSpan) => number): SplitCheck {
  const offeredAt = (of: (span: SharedSpan) => number) =>
    spans
      .map(span => offeredSums(of(span), span.control.messages + span.treatment.messages))
      .reduce(addOffered, NOTHING_OFFERED)
  const chosen = (of: (span: SplitSpan) => ArmSums) => spans.reduce((sum, span) => sum + of(span).messages, 0)
  const [control, treatment] = [chosen(span => span.control), chosen(span => span.treatment)]
  const offered = offeredAt(shareIn)
  const check = checkShares([
    { id: 'control', chosen: control, ...offered },
    { id: 'treatment', chosen: treatment, ...offeredAt(span => 1 - shareIn(span)) },
  ])
  return { ...check, control, treatment, expected: offered.expected }
}
