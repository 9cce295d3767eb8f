import type { Session } from '../../runtime/db/session.ts'
import type { Report } from './pair.ts'

/** What both channels report of a day. */
export interface DayTotals {
  /** In UTC, such as 2026-01-03. */
  readonly day: string
  readonly webhook: number
  readonly warehouse: number
}

/** Which events are compared. */
export interface Compared {
  /** The name or type, in lower case. */
  readonly word: string
  /** Null: of every platform. */
  readonly platform: string | null
}

/** The days of a name or type that have events, from sums. */
export const loadTotals = (
  session: Session,
  orgId: number,
  { word, platform }: Compared,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly DayTotals[]> =>
  session.query({
    name: 'coverage-totals',
    text: `select to_char(day, 'YYYY-MM-DD') as day, sum(webhook)::float8 as webhook, sum(warehouse)::float8 as warehouse
           from channel_days where org_id = $1 and (name = $2 or (name = '' and type = $2)) and day between $3::date and $4::date
             and ($5::text is null or platform = $5)
           group by day having sum(webhook) <> 0 or sum(warehouse) <> 0 order by day`,
    values: [orgId, word, from, to, platform],
  })

// As the index `events_compared` has them.
const WORD = 'coalesce(lower(e.name), e.type)'
const AT = 'coalesce(e.occurred_at, e.received_at)'
const DAY = `((${AT}) at time zone 'UTC')::date`

const REPORT = `array_remove(array[e.message_id, e.tracking_id, e.refs ->> 'message_id'], null) as keys,
  (extract(epoch from ${AT}) * 1000)::float8 as "atMs"`

/** A random sample of the events of a day that are kept for comparison; all of them if they are no more. */
export const loadSample = (
  session: Session,
  orgId: number,
  { word, platform }: Compared,
  { day, isExported, countMax }: { day: string; isExported: boolean; countMax: number },
): Promise<readonly Report[]> =>
  session.query({
    name: 'coverage-sample',
    text: `select ${REPORT} from events e
           where e.org_id = $1 and ${WORD} = $2 and ${DAY} = $3::date and e.outcome = 'compared' and e.is_exported = $4
             and ($6::text is null or e.platform = $6)
           order by substr(e.id::text, 25) limit $5`,
    values: [orgId, word, day, isExported, countMax, platform],
  })

/**
 * Loads what the other channel reports of some messages around a day.
 * @param keys ids of messages
 */
export const loadOthers = (
  session: Session,
  orgId: number,
  { word, platform }: Compared,
  given: { keys: readonly string[]; isExported: boolean; from: Date; to: Date; receivedFrom: Date },
): Promise<readonly Report[]> =>
  session.query({
    name: 'coverage-others',
    text: `select ${REPORT} from (
             select * from events where org_id = $1 and message_id = any($2) and received_at >= $7
             union all
             select * from events where org_id = $1 and tracking_id = any($2) and (message_id is null or message_id <> all($2)) and received_at >= $7) e
           where e.is_exported = $3 and ${WORD} = $4 and ${AT} between $5 and $6 and e.outcome <> 'unreadable'
             and ($8::text is null or e.platform = $8)`,
    values: [
      ...[orgId, given.keys, given.isExported, word, given.from, given.to, given.receivedFrom],
      platform,
    ],
  })
