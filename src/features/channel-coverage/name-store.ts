import { EVENT_TYPES, type EventType } from '../../core/events/event.ts'
import { isChoosable } from '../../core/mapping/channels.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { Days } from './days.ts'

/** What both channels report of a name, by platform and meaning. */
export interface ReporterTotals {
  readonly platform: string
  readonly type: EventType
  /** '' if events of the type have no name. */
  readonly name: string
  readonly webhook: number
  readonly warehouse: number
  readonly lastWebhookDay: string | null
  readonly lastWarehouseDay: string | null
}

export interface NameTotals {
  /** The name, or the type of events without one. */
  readonly word: string
  readonly reporters: readonly ReporterTotals[]
}

const COMPARED_TYPES = EVENT_TYPES.filter(isChoosable)

/** The names with events in a period, in their order. @param after the last name of the page before; '' at the start */
export const loadNames = (
  session: Session,
  orgId: number,
  { from, to }: Days,
  { after, countMax }: { readonly after: string; readonly countMax: number },
): Promise<readonly NameTotals[]> =>
  session.query({
    name: 'coverage-names',
    text: `with totals as (
             select coalesce(nullif(name, ''), type) as word, type, name, platform,
               sum(webhook)::float8 as webhook, sum(warehouse)::float8 as warehouse,
               to_char(max(day) filter (where webhook > 0), 'YYYY-MM-DD') as last_webhook,
               to_char(max(day) filter (where warehouse > 0), 'YYYY-MM-DD') as last_warehouse
             from channel_days where org_id = $1 and day between $2::date and $3::date and type = any($6)
             group by type, name, platform having sum(webhook) <> 0 or sum(warehouse) <> 0)
           select word, jsonb_agg(jsonb_build_object('platform', platform, 'type', type, 'name', name,
               'webhook', webhook, 'warehouse', warehouse,
               'lastWebhookDay', last_webhook, 'lastWarehouseDay', last_warehouse)
             order by webhook + warehouse desc, platform, type) as reporters
           from totals where word > $4 group by word order by word limit $5`,
    values: [orgId, from, to, after, countMax, COMPARED_TYPES],
  })
