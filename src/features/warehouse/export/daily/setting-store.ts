import type { Session } from '../../../../runtime/db/session.ts'
import { Problem } from '../../../../runtime/http/problem.ts'
import type { S3Stored } from '../../s3/settings.ts'

/** The daily export of an organisation as it is stored. */
export interface StoredExport {
  /** Secrets are sealed. */
  readonly connection: S3Stored
  readonly with_people: boolean
  readonly first_day: string
  readonly schedule: string | null
  readonly is_paused: boolean
  readonly next_run_at: Date | null
}

export async function loadExport(session: Session, orgId: number): Promise<StoredExport | undefined> {
  const [stored] = await session.query<StoredExport>({
    text: `select connection, with_people, first_day::text as first_day, schedule, is_paused, next_run_at
           from warehouse_exports where org_id = $1`,
    values: [orgId],
  })
  return stored
}

/** @throws Problem not-found */
export async function findExport(session: Session, orgId: number): Promise<StoredExport> {
  const stored = await loadExport(session, orgId)
  if (stored === undefined) throw new Problem('not-found', 'There is no export yet. Set one up with PUT.')
  return stored
}

export async function saveExport(
  session: Session,
  orgId: number,
  { connection, with_people, first_day, schedule, is_paused, next_run_at }: StoredExport,
  now: Date,
): Promise<void> {
  await session.query({
    text: `insert into warehouse_exports (org_id, connection, with_people, first_day, schedule, is_paused, next_run_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (org_id) do update set connection = excluded.connection, with_people = excluded.with_people,
             first_day = excluded.first_day, schedule = excluded.schedule, is_paused = excluded.is_paused,
             next_run_at = excluded.next_run_at, updated_at = excluded.updated_at`,
    values: [
      orgId,
      JSON.stringify(connection),
      with_people,
      first_day,
      schedule,
      is_paused,
      next_run_at,
      now,
    ],
  })
}

/** Deletes the settings with the runs and what is known of days. The files stay. @returns whether there were any */
export async function deleteExport(session: Session, orgId: number): Promise<boolean> {
  const deleted = await session.query({
    text: 'delete from warehouse_exports where org_id = $1 returning 1',
    values: [orgId],
  })
  return deleted.length > 0
}

/** The exports whose time has come. */
export const loadDueExports = (
  session: Session,
  now: Date,
): Promise<readonly { readonly org_id: number; readonly schedule: string; readonly next_run_at: Date }[]> =>
  session.query({
    text: `select org_id, schedule, next_run_at from warehouse_exports
           where next_run_at <= $1 and not is_paused and schedule is not null order by next_run_at limit 100`,
    values: [now],
  })

/** Moves the next run of an export. @returns false if another process has moved it */
export async function moveNextRun(session: Session, orgId: number, from: Date, to: Date): Promise<boolean> {
  const moved = await session.query({
    text: 'update warehouse_exports set next_run_at = $3 where org_id = $1 and next_run_at = $2 returning 1',
    values: [orgId, from, to],
  })
  return moved.length > 0
}
