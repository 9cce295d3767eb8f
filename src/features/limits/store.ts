import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import type { StoredLimits } from '../../runtime/db/configuration-rows.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { MonthUse } from './month-use.ts'

const USES = rows<MonthUse>({
  month: ['text', ({ month }) => month],
  choices: ['bigint', ({ choices }) => choices],
  events: ['bigint', ({ events }) => events],
})

/**
 * Adds to what organisations used in a month.
 * @returns the sums of all processes
 */
export async function addUse(db: Database, uses: readonly MonthUse[]): Promise<readonly MonthUse[]> {
  // Always in the same order, so that two processes never wait for each other.
  const sorted = uses.toSorted((a, b) => (a.month < b.month ? -1 : 1))
  const added = await eachOrg(db, sorted, (session, orgId, own) =>
    session.query<MonthUse>({
      name: 'usage-add',
      // Organisations that are gone meanwhile have no sums.
      text: `insert into usage_months as known (org_id, ${USES.columns})
             select $1, month::date, choices, events from ${USES.sql} where exists (select 1 from orgs where id = $1)
             on conflict (org_id, month) do update
               set choices = known.choices + excluded.choices, events = known.events + excluded.events
             returning org_id as "orgId", month::text as month, choices, events`,
      values: [orgId, ...USES.values(own)],
    }),
  )
  return added.flat()
}

export async function loadUse(
  db: Database,
  orgId: number,
  month: string,
): Promise<{ readonly choices: number; readonly events: number }> {
  const [row] = await db.query<{ choices: number; events: number }>({
    name: 'usage-of-month',
    text: 'select choices, events from usage_months where org_id = $1 and month = $2::date',
    values: [orgId, month],
  })
  return row ?? { choices: 0, events: 0 }
}

/** The limits of an organisation, and the number of what it has. */
export async function loadLimits(
  db: Database,
  orgId: number,
): Promise<{ readonly limits: StoredLimits; readonly templates: number; readonly keys: number }> {
  const [row] = await db.query<{ limits: StoredLimits; templates: number; keys: number }>({
    text: `select limits, (select count(*) from templates where org_id = $1) as templates,
             (select count(*) from api_keys where org_id = $1) as keys
           from orgs where id = $1`,
    values: [orgId],
  })
  return row ?? { limits: {}, templates: 0, keys: 0 }
}

/** Deletes months that no quota needs any more. @param before the text of a date */
export async function forgetUse(db: Database, before: string): Promise<void> {
  await db.query({ text: 'delete from usage_months where month < $1::date', values: [before] })
}
