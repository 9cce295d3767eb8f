import { DAY_MS } from '../../lib/duration.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { CountedFault, FaultKind } from './counter.ts'

/** Faults are kept for this many days. */
export const KEPT_DAYS = 30

const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)

const FAULTS = rows<CountedFault>({
  template_id: ['text', ({ templateId }) => templateId],
  day: ['timestamptz', ({ at }) => dayOf(at)],
  variant_id: ['text', ({ variantId }) => variantId ?? ''],
  kind: ['text', ({ kind }) => kind],
  name: ['text', ({ name }) => name],
  messages: ['bigint', ({ messages }) => messages],
  last_at: ['timestamptz', ({ at }) => at],
})

// A template can be gone by now. Sorted, so that two processes lock rows in the same order.
const SAVE = `insert into wording_faults as known (org_id, ${FAULTS.columns})
  select $1::int, given.* from ${FAULTS.sql} join templates on (templates.org_id, templates.id) = ($1, given.template_id)
  order by 1, 2, 3, 4, 5, 6
  on conflict (org_id, template_id, day, variant_id, kind, name) do update set
    messages = known.messages + excluded.messages, last_at = greatest(known.last_at, excluded.last_at)`

const FORGET = 'delete from wording_faults where org_id = $1 and template_id = any($2) and day < $3'

/** Adds to the sums of each day, and forgets those of old days. */
export async function saveFaults(db: Database, faults: readonly CountedFault[]): Promise<void> {
  const lastMs = Math.max(...faults.map(({ at }) => at.getTime()))
  const kept = dayOf(new Date(lastMs - KEPT_DAYS * DAY_MS))
  await eachOrg(db, faults, async (session, orgId, own) => {
    const templateIds = [...new Set(own.map(({ templateId }) => templateId))]
    await session.query({ name: 'faults-save', text: SAVE, values: [orgId, ...FAULTS.values(own)] })
    await session.query({ name: 'faults-forget', text: FORGET, values: [orgId, templateIds, kept] })
  })
}

export interface StoredFault {
  readonly variantId: string
  readonly kind: FaultKind
  readonly name: string
  readonly messages: number
  readonly lastAt: Date
}

const FAULTS_MAX = 200

/** The faults of a template in the last days, the most frequent first. */
export const loadFaults = (
  session: Session,
  orgId: number,
  templateId: string,
  now: Date,
): Promise<readonly StoredFault[]> =>
  session.query({
    name: 'faults-load',
    text: `select variant_id as "variantId", kind, name, sum(messages)::float8 as messages, max(last_at) as "lastAt"
           from wording_faults where org_id = $1 and template_id = $2 and day >= $3
           group by 1, 2, 3 order by 4 desc, 5 desc, 2, 3 limit ${FAULTS_MAX}`,
    values: [orgId, templateId, dayOf(new Date(now.getTime() - KEPT_DAYS * DAY_MS))],
  })
