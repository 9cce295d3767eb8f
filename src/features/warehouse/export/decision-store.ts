import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { personBucket } from '../../../runtime/db/sql/person-bucket-sql.ts'
import type { RowOf } from './columns.ts'
import type { Day } from './day.ts'
import { pages } from './pages.ts'

const AT_ONCE = 5_000

/** A moment in microseconds since 1970. */
export const microseconds = (moment: string): string => `(extract(epoch from ${moment}) * 1000000)::float8`

// The id begins with the moment of the decision, so the decisions of a day lie side by side in the primary key.
const PAGE = `
  select d.id as decision_id, ${microseconds('d.decided_at')} as decided_at, d.template_id, d.variant_id, v.name as variant_name,
    d.variant_id as copy_id, d.arm, d.reason, d.counted as is_counted, d.propensity, d.model_version::float8 as model_version,
    d.tracking_id, ${personBucket('d')} as person_bucket, nullif(d.user_key, d.email) as user_id, d.email
  from decisions d left join variants v on (v.org_id, v.id) = (d.org_id, d.variant_id)
  where d.org_id = $1 and d.id > $2 and d.id < $3 and d.decided_at >= $4 and d.decided_at < $5
  order by d.id limit ${AT_ONCE}`

export type DecisionRow = RowOf<'decisions'> & { readonly decision_id: string }

/** The decisions of a day, in the order of their time, page by page. */
export const decisionsOf = (
  session: Session,
  orgId: number,
  { from, until }: Day,
): AsyncGenerator<readonly DecisionRow[]> =>
  pages(
    firstIdOf(from),
    ({ decision_id }) => decision_id,
    AT_ONCE,
    last =>
      session.query<DecisionRow>({
        name: 'export-decisions',
        text: PAGE,
        values: [orgId, last, firstIdOf(until), from, until],
      }),
  )
