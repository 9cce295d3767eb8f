import type { Stratum } from '../../../core/inference/stratified/strata.ts'
import { type ArmSums, addSums, NO_SUMS } from '../../../core/inference/sums.ts'
import { groupBy } from '../../../lib/group-by.ts'
import { plainOf } from '../kept-sums.ts'
import type { SummedSpan } from '../sums-store.ts'

/** A stretch of time with all of its variants. */
export interface Slice {
  readonly untilMs: number
  /** All messages of the experiment, and the sum of their outcomes. */
  readonly messages: number
  readonly total: number
  readonly control: ArmSums
  /** By variant id, without control. */
  readonly wordings: ReadonlyMap<string, ArmSums>
}

/**
 * A slice has at least so many messages, so that the shares of variants in it are no luck. Where few messages are
 * sent, several stretches form a slice. Only numbers of messages decide, never outcomes.
 */
export const MESSAGES_MIN = 200

/**
 * @param spans in order of time
 * @param least messages of a slice
 */
export function slicesOf(spans: readonly SummedSpan[], least = MESSAGES_MIN): readonly Slice[] {
  const slices: Slice[] = []
  let open: SummedSpan[] = []
  let messages = 0
  for (const at of groupBy(spans, ({ fromMs }) => fromMs).values()) {
    open = [...open, ...at]
    messages += at.reduce((sum, { sums }) => sum + sums.messages, 0)
    if (messages < least) continue
    slices.push(sliceOf(open))
    open = []
    messages = 0
  }
  return open.length === 0 ? slices : [...slices, sliceOf(open)]
}

const sumOf = (spans: readonly SummedSpan[]) => spans.map(({ sums }) => sums).reduce(addSums, NO_SUMS)

function sliceOf(spans: readonly SummedSpan[]): Slice {
  const { messages, total } = plainOf(sumOf(spans))
  const treated = spans.filter(({ arm }) => arm === 'treatment')
  const byVariant = groupBy(treated, ({ variantId }) => variantId)
  return {
    untilMs: Math.max(...spans.map(({ untilMs }) => untilMs)),
    ...{ messages, total },
    control: sumOf(spans.filter(({ arm }) => arm === 'control')),
    wordings: new Map([...byVariant].map(([id, own]) => [id, sumOf(own)])),
  }
}

/** A wording beside control. */
export const besideControl = (slices: readonly Slice[], id: string): readonly Stratum[] =>
  slices.map(({ messages, total, control, wordings }) => ({
    ...{ messages, total },
    ...{ variant: wordings.get(id) ?? NO_SUMS, other: control },
  }))
