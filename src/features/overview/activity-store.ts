import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { HourOfActivity } from './activity.ts'

const EVENTS = rows<HourOfActivity>({
  hour: ['timestamptz', ({ hourMs }) => new Date(hourMs)],
  events: ['bigint', ({ events }) => events],
  counted: ['bigint', ({ counted }) => counted],
  repeated: ['bigint', ({ repeated }) => repeated],
})

interface ChoiceRow {
  readonly hourMs: number
  readonly tookMs: number
  readonly choices: number
}

const CHOICES = rows<ChoiceRow>({
  hour: ['timestamptz', ({ hourMs }) => new Date(hourMs)],
  took_ms: ['int', ({ tookMs }) => tookMs],
  choices: ['bigint', ({ choices }) => choices],
})

/** Adds sums to the stored ones. */
export async function saveActivity(db: Database, hours: readonly HourOfActivity[]): Promise<void> {
  // Always in the same order, so that two processes never wait for each other.
  const sorted = hours.toSorted((a, b) => a.hourMs - b.hourMs)
  await eachOrg(db, sorted, saveOfOrg)
}

async function saveOfOrg(session: Session, orgId: number, hours: readonly HourOfActivity[]): Promise<void> {
  const read = hours.filter(({ events }) => events > 0)
  if (read.length > 0)
    await session.query({
      name: 'activity-events',
      text: `insert into event_hours as known (org_id, ${EVENTS.columns}) select $1, * from ${EVENTS.sql}
             on conflict (org_id, hour) do update set events = known.events + excluded.events,
               counted = known.counted + excluded.counted, repeated = known.repeated + excluded.repeated`,
      values: [orgId, ...EVENTS.values(read)],
    })
  const chosen = hours.flatMap(({ hourMs, choices }) =>
    [...choices].toSorted(([a], [b]) => a - b).map(([tookMs, count]) => ({ hourMs, tookMs, choices: count })),
  )
  if (chosen.length > 0)
    await session.query({
      name: 'activity-choices',
      text: `insert into choice_hours as known (org_id, ${CHOICES.columns}) select $1, * from ${CHOICES.sql}
             on conflict (org_id, hour, took_ms) do update set choices = known.choices + excluded.choices`,
      values: [orgId, ...CHOICES.values(chosen)],
    })
}

export interface StoredActivity {
  readonly hours: readonly {
    readonly at: Date
    readonly reports: number
    readonly events: number
    readonly counted: number
    readonly repeated: number
  }[]
  readonly choices: readonly { readonly at: Date; readonly tookMs: number; readonly choices: number }[]
}

/** The sums of the hours from a moment on, oldest first. Hours without any are missing. */
export async function loadActivity(db: Database, orgId: number, since: Date): Promise<StoredActivity> {
  const hours = await db.query<StoredActivity['hours'][number]>({
    name: 'activity-load',
    text: `select hour as at, coalesce(reports, 0)::int as reports, coalesce(events, 0) as events,
             coalesce(counted, 0) as counted, coalesce(repeated, 0) as repeated
           from (select hour, events, counted, repeated from event_hours where org_id = $1 and hour >= $2) read
           full join (select hour, sum(received) as reports from platform_hours where org_id = $1 and hour >= $2 group by 1) arrived
             using (hour)
           order by 1`,
    values: [orgId, since],
  })
  const choices = await db.query<StoredActivity['choices'][number]>({
    name: 'activity-load-choices',
    text: `select hour as at, took_ms as "tookMs", choices from choice_hours where org_id = $1 and hour >= $2
           order by 1, 2`,
    values: [orgId, since],
  })
  return { hours, choices }
}

/** Deletes hours that no page shows any more. */
export async function forgetActivity(db: Database, before: Date): Promise<void> {
  await db.query({ text: 'delete from event_hours where hour < $1', values: [before] })
  await db.query({ text: 'delete from choice_hours where hour < $1', values: [before] })
}
