import type { Session } from '../../../../runtime/db/session.ts'
import type { ExportedDays } from './exported-days.ts'
import type { RunDay } from './schema.ts'

/** How many days lie in the bucket as they are here, and how many do not. */
export interface DayCounts {
  readonly exported: number
  readonly due: number
  readonly last: string | null
}

// Days that are over stand in the table from the next run on.
const DAYS = `(select day, exported_at, is_changed, decisions, events from warehouse_export_days where org_id = $1
  union all
  select over.day, null, false, 0, 0 from (select day::date from generate_series($2::date, $3::date, interval '1 day') as day) as over
  where not exists (select from warehouse_export_days known where known.org_id = $1 and known.day = over.day)) as days`

export async function countDays(
  session: Session,
  orgId: number,
  { first, last }: ExportedDays,
): Promise<DayCounts> {
  const [counts] = await session.query<DayCounts>({
    text: `select (count(*) filter (where exported_at is not null and not is_changed))::int as exported,
             (count(*) filter (where day >= $2 and (exported_at is null or is_changed)))::int as due,
             (max(day) filter (where exported_at is not null))::text as last
           from ${DAYS}`,
    values: [orgId, first, last],
  })
  return counts ?? { exported: 0, due: 0, last: null }
}

export interface StoredDay {
  readonly day: string
  readonly exported_at: Date | null
  readonly is_changed: boolean
  readonly decisions: number
  readonly events: number
}

/** The days, the newest first. @param before the last day of the page before; '' at the start */
export const loadDays = (
  session: Session,
  orgId: number,
  { first, last }: ExportedDays,
  { before, countMax }: { readonly before: string; readonly countMax: number },
): Promise<readonly StoredDay[]> =>
  session.query({
    text: `select day::text as day, exported_at, is_changed, decisions::float8 as decisions, events::float8 as events
           from ${DAYS} where $4 = '' or day < nullif($4, '')::date order by days.day desc limit $5`,
    values: [orgId, first, last, before, countMax],
  })

/**
 * Notes the days that have to be exported. The caller's transaction holds the organisation's lock: whatever changes a
 * row of these days afterwards finds them, and marks them.
 */
export async function noteDays(session: Session, orgId: number, first: string, last: string): Promise<void> {
  await session.query({
    text: `insert into warehouse_export_days (org_id, day)
           select $1, day::date from generate_series($2::date, $3::date, interval '1 day') as day on conflict do nothing`,
    values: [orgId, first, last],
  })
}

/** The days that were never exported whole, or have changed since, the newest first. */
export async function loadDueDays(
  session: Session,
  orgId: number,
  first: string,
): Promise<readonly string[]> {
  const due = await session.query<{ day: string }>({
    text: `select day::text as day from warehouse_export_days
           where org_id = $1 and day >= $2 and (exported_at is null or is_changed) order by day desc`,
    values: [orgId, first],
  })
  return due.map(({ day }) => day)
}

/** Says that an export of a day begins. Until it has ended, the day is due. The caller holds the organisation's lock. */
export async function beginDay(session: Session, orgId: number, day: string): Promise<void> {
  await session.query({
    text: 'update warehouse_export_days set is_changed = false, exported_at = null where org_id = $1 and day = $2',
    values: [orgId, day],
  })
}

/** Says that a day was exported. If a row has changed meanwhile, the day stays due. */
export async function endDay(
  session: Session,
  orgId: number,
  { day, decisions, events }: RunDay,
  now: Date,
): Promise<void> {
  await session.query({
    text: 'update warehouse_export_days set exported_at = $3, decisions = $4, events = $5 where org_id = $1 and day = $2',
    values: [orgId, day, now, decisions, events],
  })
}

/** Says that every day has to be exported again: to another place, or with other columns. */
export async function forgetDays(session: Session, orgId: number): Promise<void> {
  await session.query({ text: 'delete from warehouse_export_days where org_id = $1', values: [orgId] })
}
