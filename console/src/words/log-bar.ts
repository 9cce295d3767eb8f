import type { RequestsSummary } from '../../../src/features/inbound-log/summary/schema.ts'
import { numberInWords } from './numbers.ts'

type Summary = Pick<RequestsSummary, 'total' | 'counted' | 'kept' | 'attention' | 'waiting' | 'buckets'>

/** "1 call", "1 204 calls". */
export const callsInWords = (count: number): string =>
  `${numberInWords(count)} ${count === 1 ? 'call' : 'calls'}`

/** The bar over the log in one sentence, for those who do not see it. */
export function logBarInWords(
  { total, counted, kept, attention, waiting, buckets }: Summary,
  unit: string,
): string {
  if (total === 0) return `No call arrived in this time. ${buckets.length} bars, one ${unit}.`
  const most = Math.max(
    ...buckets.map(bucket => bucket.counted + bucket.kept + bucket.attention + bucket.waiting),
  )
  const waits = waiting === 0 ? '' : `, ${numberInWords(waiting)} waiting`
  return `${callsInWords(total)}: ${numberInWords(counted)} counted, ${numberInWords(kept)} kept and not counted, ${numberInWords(attention)} need a look${waits}. One bar ${unit}; the highest has ${numberInWords(most)}.`
}
