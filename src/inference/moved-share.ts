import type { Share } from './share-check.ts'
import { type ArmSums, addOffered, addSums, evenSums, NO_SUMS, NOTHING_OFFERED, offeredSums } from './sums.ts'

/** Both groups in one stretch of time. The control's messages carry the share that control had when each was decided. */
export interface SplitSpan {
  readonly control: ArmSums
  readonly treatment: ArmSums
}

/** A stretch of time and the share of control that held all through it. */
export interface SharedSpan extends SplitSpan {
  readonly share: number
}

export interface LoggedShares {
  /** The stretches whose share is known, in order of time. */
  readonly known: readonly SharedSpan[]
  /** Whether the share changed on the way: then plain means of the groups are not comparable. */
  readonly hasMoved: boolean
}

/**
 * What share control had, as logged with its own messages. Not known is it while it changed (a treated message does
 * not tell on which side of the change it was), and where control has no message and the stretches before and after
 * differ: the share may have been zero. Those are left out, which favours nobody: a share is changed by people.
 * @param spans in order of time
 * @param configured the present share, which holds where nothing was logged at all
 */
export function loggedShares(spans: readonly SplitSpan[], configured: number): LoggedShares {
  const logged = spans.map(({ control }) => shareOf(control))
  const after = fillFrom(logged.toReversed(), configured).toReversed()
  const before = fillFrom(logged, configured)
  const known = spans.flatMap((span, at) => {
    const [share, next] = [before[at], after[at]]
    return share !== undefined && next !== undefined && isSame(share, next) ? [{ ...span, share }] : []
  })
  const [first] = known
  const hasMoved =
    known.length < spans.length || known.some(({ share }) => !isSame(share, first?.share ?? share))
  return { known, hasMoved }
}

/** 'none' without a message, undefined while it changed or where the platform made the split. */
function shareOf({ messages, inverse, inverseSquare }: ArmSums): number | 'none' | undefined {
  if (messages === 0) return 'none'
  // By Cauchy and Schwarz at least 1, and 1 only where all are alike; sums are kept to about three digits of this.
  const spread = (messages * inverseSquare) / (inverse * inverse) - 1
  const share = messages / inverse
  return spread > SPREAD_MAX || share > SHARE_MAX ? undefined : share
}

const SPREAD_MAX = 1e-3
const SHARE_MAX = 0.999
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * Math.min(a, b)

function fillFrom(logged: readonly ReturnType<typeof shareOf>[], configured: number) {
  let last: number | undefined = configured
  return logged.map(share => {
    if (share !== 'none') last = share
    return last
  })
}

/**
 * The groups as `compareWeighted` takes them: every message counts by one over the probability of its group, whichever
 * variant it got.
 */
export function weightedGroups(spans: readonly SharedSpan[]): SplitSpan {
  const treatments = spans.map(({ treatment: { messages, outcome }, share }) =>
    evenSums(1 - share, messages, outcome.total, outcome.squares),
  )
  return {
    control: spans.map(({ control }) => control).reduce(addSums, NO_SUMS),
    treatment: treatments.reduce(addSums, NO_SUMS),
  }
}

/** The groups as `checkShares` takes them, each expected to get what its share said at the time. */
export function sharesOf(spans: readonly SharedSpan[]): readonly [control: Share, treatment: Share] {
  const offeredAt = (of: (share: number) => number) =>
    spans
      .map(({ control, treatment, share }) => offeredSums(of(share), control.messages + treatment.messages))
      .reduce(addOffered, NOTHING_OFFERED)
  const chosen = (of: (span: SplitSpan) => ArmSums) => spans.reduce((sum, span) => sum + of(span).messages, 0)
  return [
    { id: 'control', chosen: chosen(({ control }) => control), ...offeredAt(share => share) },
    { id: 'treatment', chosen: chosen(({ treatment }) => treatment), ...offeredAt(share => 1 - share) },
  ]
}
