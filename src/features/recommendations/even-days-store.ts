import type { EvenDay } from '../../core/inference/drift-alarm.ts'
import { successFor } from '../../core/measure/key-metric.ts'
import { SPAN_MINUTES } from '../../core/measure/spans.ts'
import { DAY_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'

/**
 * The results of the even share, by day of sending and variant, for all days that are still counted one by one.
 * Young messages are included: they may still succeed, in the same proportion for every variant. The first day of
 * all has an entry without messages, however long ago it was, because the alarm has been checked since then.
 * @param messages the column that counts messages: sends if the platform reports sends
 */
export async function loadEvenDays(
  db: Database,
  org: Org,
  template: Template,
  messages: 'sends' | 'decisions',
): Promise<readonly EvenDay[]> {
  const values = [
    org.id,
    template.id,
    messages === 'sends' ? 'send' : 'decision',
    successFor(template.keyMetric),
  ]
  const days = await db.query<{ at: Date; variantId: string; sends: number; successes: number }>({
    name: 'recommendations-even-days',
    text: `select date_trunc('day', starts_at, 'UTC') as at, variant_id as "variantId",
             coalesce(sum(count) filter (where measure = $3), 0)::bigint as sends,
             coalesce(sum(count) filter (where measure = $4), 0)::bigint as successes
           from cohort_counts where org_id = $1 and template_id = $2 and measure in ($3, $4) and arm = 'treatment' and is_even
             and minutes < ${SPAN_MINUTES.coarse} group by 1, 2 order by 1, 2`,
    values,
  })
  const [first] = await db.query<{ at: Date | null }>({
    name: 'recommendations-first-day',
    text: 'select min(hour) as at from variant_counts where org_id = $1 and template_id = $2',
    values: values.slice(0, 2),
  })
  const dayOf = (at: Date) => Math.floor(at.getTime() / DAY_MS)
  return [
    ...(first?.at ? [{ day: dayOf(first.at), variantId: '', sends: 0, successes: 0 }] : []),
    ...days.map(({ at, ...day }) => ({ day: dayOf(at), ...day })),
  ]
}
