import { firstIdOf } from '../../../lib/id.ts'
import { hasRow } from '../../../runtime/db/by-org/has-row.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'

/** A place in the sequence of an organisation's decisions. */
export interface Place {
  readonly id: string
  readonly decidedAt: Date
}

/** Decisions, as rows of a statement. */
export const PLACES = rows<Place>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})

/** An organisation with decisions that were not looked at. */
export interface Behind {
  readonly orgId: number
  readonly version: number
}

const START: Place = { id: firstIdOf(new Date(0)), decidedAt: new Date(0) }

/** Which looking it is: for pairs in all organisations, or for hashes where exports name people by them. */
const LOOKED = {
  pairs: {
    table: 'decided_pairs',
    org: 'l.org_id',
    orgs: 'org_locks l left join decided_pairs looked on looked.org_id = l.org_id',
  },
  hashes: { table: 'person_hash_keys', org: 'looked.org_id', orgs: 'person_hash_keys looked' },
}
type Looking = keyof typeof LOOKED

/** Finds the organisations with decisions before a moment that were not looked at. */
export async function loadBehind(
  session: Session,
  before: Date,
  looking: Looking,
): Promise<readonly Behind[]> {
  const { orgs, org } = LOOKED[looking]
  return session.query({
    name: `decided-behind-${looking}`,
    text: `select o.id as "orgId", o.config_version as version from ${orgs} join orgs o on o.id = ${org}
           where ${hasRow(
             `decisions d where d.org_id = ${org} and d.id > coalesce(looked.id, $3) and d.id < $2
               and d.decided_at >= coalesce(looked.decided_at, $4) and d.decided_at < $1`,
             'd.id',
           )}`,
    values: [before, firstIdOf(before), START.id, START.decidedAt],
  })
}

/** The last decision that was looked at. The caller holds the organisation's lock: another process may have looked just now. */
export async function loadLooked(session: Session, orgId: number, looking: Looking): Promise<Place> {
  const [looked] = await session.query<Place>({
    name: `decided-looked-at-${looking}`,
    text: `select coalesce(id, $2) as id, coalesce(decided_at, $3) as "decidedAt" from ${LOOKED[looking].table} where org_id = $1`,
    values: [orgId, START.id, START.decidedAt],
  })
  return looked ?? START
}

/** The last of the next decisions before a moment. Undefined: there is none. */
export async function loadLastOfNext(
  session: Session,
  orgId: number,
  from: Place,
  before: Date,
  decisionsMax: number,
): Promise<Place | undefined> {
  const [last] = await session.query<Place>({
    name: 'decided-last-of-next',
    text: `select id, decided_at as "decidedAt" from (
             select id, decided_at from decisions where org_id = $1 and id > $2 and decided_at >= $3 and id < $4 and decided_at < $5
             order by id limit $6) as next order by id desc limit 1`,
    values: [orgId, from.id, from.decidedAt, firstIdOf(before), before, decisionsMax],
  })
  return last
}

/** Notes that the decisions up to this one were looked at. */
export async function saveLooked(session: Session, orgId: number, { id, decidedAt }: Place): Promise<void> {
  await session.query({
    name: 'decided-looked',
    text: `insert into decided_pairs (org_id, id, decided_at) values ($1, $2, $3)
           on conflict (org_id) do update set id = excluded.id, decided_at = excluded.decided_at`,
    values: [orgId, id, decidedAt],
  })
}

/** The decisions of the organisation $1 after a place and up to another, in SQL, with `valuesBetween`. */
export const BETWEEN = `decisions
             where org_id = $1 and id > $2 and decided_at >= $3 and id <= $4 and decided_at <= $5`

export const valuesBetween = (orgId: number, from: Place, until: Place): readonly unknown[] => [
  ...[orgId, from.id, from.decidedAt],
  ...[until.id, until.decidedAt],
]

/** Single decisions of the organisation $1, in SQL. Their places are the values that follow. */
export const SINGLE = `${PLACES.sql} join decisions d using (id, decided_at) where d.org_id = $1`
