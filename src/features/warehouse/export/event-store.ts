import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Day } from './day.ts'
import { microseconds } from './decision-store.ts'
import { pages } from './pages.ts'

/** An event as it is stored. */
export interface ExportedEvent {
  readonly id: string
  readonly at: Date
  readonly at_us: number
  readonly received_us: number
  readonly platform: string
  readonly type: string
  readonly native_event: string
  readonly name: string | null
  readonly user_key: string | null
  readonly email: string | null
  readonly message_id: string | null
  readonly tracking_id: string | null
  readonly campaign_id: string | null
  readonly template_id: string | null
  readonly copy_id: string | null
  readonly machine: boolean | null
  readonly amount_minor: number | null
  readonly currency: string | null
  readonly outcome: string
  readonly matched_by: string | null
  readonly decision_id: string | null
  readonly variant_id: string | null
}

const AT_ONCE = 2_000

const AT = 'coalesce(e.occurred_at, e.received_at)'
const EVENT = `e.id, ${AT} as at, ${microseconds(AT)} as at_us, ${microseconds('e.received_at')} as received_us, e.platform, e.type,
  e.native_event, e.name, e.user_key, e.email, coalesce(e.refs ->> 'message_id', e.message_id) as message_id, e.tracking_id, e.campaign_id,
  e.template_id, e.refs ->> 'copy_id' as copy_id, e.machine, e.amount_minor::float8 as amount_minor, e.currency, e.outcome, e.matched_by,
  e.decision_id, e.variant_id`

// The id begins with the moment of arrival.
const OF_SAME_DAY = `
  select ${EVENT} from events e
  where e.org_id = $1 and e.id > $2 and e.id < $3 and e.received_at >= $4 and e.received_at < $5 and ${AT} >= $4 and ${AT} < $5
  order by e.id limit ${AT_ONCE}`

const OF_OTHER_DAYS = `
  select ${EVENT} from events e
  where e.org_id = $1 and (${AT}, e.id) > ($2, $3) and ${AT} >= $4 and ${AT} < $5
    and (e.occurred_at at time zone 'UTC')::date <> (e.received_at at time zone 'UTC')::date
  order by ${AT}, e.id limit ${AT_ONCE}`

/** The events that happened on a day, page by page: first those that arrived on the same day. */
export async function* eventsOf(
  session: Session,
  orgId: number,
  { from, until }: Day,
): AsyncGenerator<readonly ExportedEvent[]> {
  const load = (name: string, text: string, values: readonly unknown[]) =>
    session.query<ExportedEvent>({ name, text, values: [orgId, ...values, from, until] })
  yield* pages(
    firstIdOf(from),
    ({ id }) => id,
    AT_ONCE,
    last => load('export-events', OF_SAME_DAY, [last, firstIdOf(until)]),
  )
  yield* pages<ExportedEvent, Pick<ExportedEvent, 'at' | 'id'>>(
    { at: from, id: firstIdOf(new Date(0)) },
    event => event,
    AT_ONCE,
    ({ at, id }) => load('export-events-of-other-days', OF_OTHER_DAYS, [at, id]),
  )
}
