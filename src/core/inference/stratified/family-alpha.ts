import { HOUR_MS } from '../../../lib/duration.ts'
import { groupBy } from '../../../lib/group-by.ts'

/** Wordings that began within so many milliseconds share one part of the error. */
const TOGETHER_MS = 6 * HOUR_MS

/**
 * Divides the probability of ever being wrong among all wordings that a template ever had, so that "one of them beats
 * control" is as safe as a single comparison. Those that began together are a group. The j-th group gets 1 / (j (j + 1))
 * of it, in equal parts; these shares sum to less than one however many groups follow. An archived wording keeps its
 * part: nobody can win by trying long enough.
 * @param starts the first message of each wording, in milliseconds, by its id
 * @param alpha for the whole family
 */
export function familyAlphas(
  starts: ReadonlyMap<string, number>,
  alpha: number,
): ReadonlyMap<string, number> {
  const groups = groupBy([...starts], ([, startMs]) => Math.floor(startMs / TOGETHER_MS))
  const inOrder = [...groups].toSorted(([a], [b]) => a - b)
  return new Map(
    inOrder.flatMap(([, members], at) => {
      const share = alpha / ((at + 1) * (at + 2)) / members.length
      return members.map(([id]) => [id, share] as const)
    }),
  )
}
