import { type Chances, type Contender, chancesOf } from '../../../core/inference/chances.ts'
import { type Group, weightedGroup } from '../../../core/inference/lift.ts'
import { atCommonLevel, type Stretch } from '../../../core/inference/stratified/common-level.ts'
import type { View } from '../figures.ts'
import type { SummedSpan } from '../sums-store.ts'
import { MESSAGES_MIN, slicesOf } from './slices.ts'

const CONTROL = ''
const LEVELS_MAX = 20
const NOBODY: Group = { messages: 0, total: 0, squares: 0 }

/** A variant by what it is, without its messages. */
export type Named = Pick<Contender, 'id' | 'mayWin'> & { readonly isControl: boolean }

/**
 * The probabilities from messages at a common level of the rates. Plain sums cover different days, so a wording that
 * joined in good days would seem better than others. A variant without messages in the stretches that count has no
 * entry.
 * @param spans in order of time
 */
export function levelChances(
  variants: readonly Named[],
  spans: readonly SummedSpan[],
  { row: { kind, better } }: Pick<View, 'row'>,
): Chances {
  const messages = spans.reduce((sum, { sums }) => sum + sums.messages, 0)
  const groups = atCommonLevel(slicesOf(spans, Math.max(MESSAGES_MIN, messages / LEVELS_MAX)).map(stretchOf))
  const control = groups.get(CONTROL) ?? NOBODY
  const contenders = variants.map(variant => ({
    ...variant,
    ...(groups.get(variant.isControl ? CONTROL : variant.id) ?? NOBODY),
  }))
  return chancesOf({ kind, better, contenders, control })
}

/** Within a stretch, every message has the weight one over its propensity. */
const stretchOf = ({ control, wordings }: ReturnType<typeof slicesOf>[number]): Stretch =>
  new Map(
    [[CONTROL, control] as const, ...wordings].flatMap(([id, sums]) =>
      sums.messages > 0 ? [[id, weightedGroup(sums)] as const] : [],
    ),
  )
