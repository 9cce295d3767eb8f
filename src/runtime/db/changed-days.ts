import type { Session } from './session.ts'

// Exports publish decisions and events by day, and again the days that have changed since. So every function that writes
// `decisions`, `events`, `attributions` or `metric_credits` marks the days of its rows here. The test beside this file lists
// them. Triggers could not: distributed tables have none (https://github.com/citusdata/citus/issues/906).

/** What was marked in each transaction, by organisation. */
const marked = new WeakMap<Session, Map<number, Set<string>>>()

/**
 * Marks the days of rows that have changed, if they were exported. It looks once in a transaction for each day.
 * The caller's transaction holds the organisation's lock, as an export does when it begins a day: so a change is either
 * committed before the export reads, or marks the day after the export has begun.
 * @param session of the transaction that changes the rows
 */
export async function markDays(session: Session, orgId: number, moments: Iterable<Date>): Promise<void> {
  if ('transaction' in session) throw new Error('Days are marked in the transaction that changes their rows.')
  const days = new Set(Array.from(moments, moment => moment.toISOString().slice(0, 10)))
  const known = knownDays(session, orgId)
  const news = [...days].filter(day => !known.has(day))
  if (news.length === 0) return
  await session.query({
    name: 'mark-exported-days',
    text: 'update warehouse_export_days set is_changed = true where org_id = $1 and day = any($2::date[]) and not is_changed',
    values: [orgId, news],
  })
  for (const day of news) known.add(day)
}

function knownDays(session: Session, orgId: number): Set<string> {
  const ofSession = marked.get(session) ?? new Map<number, Set<string>>()
  marked.set(session, ofSession)
  const days = ofSession.get(orgId) ?? new Set<string>()
  ofSession.set(orgId, days)
  return days
}

/** A place in the sequence of an organisation's decisions. */
interface Place {
  readonly id: string
  readonly decidedAt: Date
}

/**
 * The same for the days of the decisions after `from` and up to `until`. Choices mark nothing themselves: whoever looks at
 * each new decision some seconds later does, and an export that began before the decision was stored is marked then.
 */
export async function markDaysDecided(
  session: Session,
  orgId: number,
  from: Place,
  until: Place,
): Promise<void> {
  await session.query({
    name: 'mark-days-decided',
    text: `update warehouse_export_days known set is_changed = true
           where known.org_id = $1 and not known.is_changed and known.day between ${utcDay('$3::timestamptz')} and ${utcDay('$5::timestamptz')}
             and exists (select from decisions d where d.org_id = $1 and d.id > $2 and d.decided_at >= $3 and d.id <= $4 and d.decided_at <= $5
               and ${utcDay('d.decided_at')} = known.day)`,
    values: [orgId, from.id, from.decidedAt, until.id, until.decidedAt],
  })
}

const utcDay = (moment: string): string => `(${moment} at time zone 'UTC')::date`
