import { rows } from '../../runtime/db/rows.ts'
import { boundsOf } from '../../runtime/db/upkeep/time-bounds.ts'

/** Ids and moments of decisions as one table. With two arrays the condition would try every combination. */
export const WANTED = rows<{ readonly id: string; readonly decidedAt: Date }>(
  { id: ['uuid', ({ id }) => id], decided_at: ['timestamptz', ({ decidedAt }) => decidedAt] },
  { as: 'wanted' },
)

/** The values of `WANTED`, and then the bounds of the moments. */
export const wantedWithin = (wanted: readonly { readonly id: string; readonly decidedAt: Date }[]) => [
  ...WANTED.values(wanted),
  ...boundsOf(wanted.map(({ decidedAt }) => decidedAt)),
]
