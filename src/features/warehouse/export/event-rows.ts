import { groupBy } from '../../../lib/group-by.ts'
import { fromMinorUnits, type KeptDigits } from '../../../lib/money.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { RowOf } from './columns.ts'
import { type Credit, type CreditedDecision, loadCreditedDecisions, loadCredits } from './credit-store.ts'
import type { Day } from './day.ts'
import { type ExportedEvent, eventsOf } from './event-store.ts'

export type EventRow = RowOf<'events'>

export interface OrgOfRows {
  readonly id: number
  readonly currencyDigits: KeptDigits
}

/** The rows of the events of a day, page by page. An event that counts for several messages has a row for each. */
export async function* eventRowsOf(
  session: Session,
  { id: orgId, currencyDigits }: OrgOfRows,
  day: Day,
): AsyncGenerator<readonly EventRow[]> {
  for await (const events of eventsOf(session, orgId, day)) {
    const ids = events.map(({ id }) => id)
    const credits = groupBy(await loadCredits(session, orgId, ids), ({ event_id }) => event_id)
    const named = [...[...credits.values()].flat(), ...events].flatMap(({ decision_id }) => decision_id ?? [])
    const decisions = await loadCreditedDecisions(session, orgId, [...new Set(named)])
    yield events.flatMap(event =>
      (credits.get(event.id) ?? [undefined]).map(credit =>
        toRow(event, credit, decisions.get(credit?.decision_id ?? event.decision_id ?? ''), currencyDigits),
      ),
    )
  }
}

function toRow(
  event: ExportedEvent,
  credit: Credit | undefined,
  decision: CreditedDecision | undefined,
  digits: KeptDigits,
): EventRow {
  return {
    event_name: event.name ?? event.native_event,
    event_timestamp: event.at_us,
    message_id: event.message_id,
    template_id: decision?.template_id ?? event.template_id,
    campaign_id: event.campaign_id,
    copy_id: event.copy_id,
    tracking_id: event.tracking_id,
    user_id: event.user_key === event.email ? null : event.user_key,
    email: event.email,
    value: decimal(event.amount_minor, event.currency, digits),
    currency: event.currency,
    event_id: event.id,
    platform: event.platform,
    event_type: event.type,
    received_at: event.received_us,
    is_machine: event.machine === true,
    outcome: event.outcome,
    matched_by: event.matched_by,
    decision_id: credit?.decision_id ?? event.decision_id,
    variant_id: decision?.variant_id ?? event.variant_id,
    arm: decision?.arm ?? null,
    propensity: decision?.propensity ?? null,
    counts_as: credit?.metric ?? null,
    credited_value: decimal(credit?.amount_minor ?? null, credit?.currency ?? null, digits),
    credited_currency: credit?.currency ?? null,
    custom_metrics: credit?.custom_metrics ?? null,
  }
}

const decimal = (minor: number | null, currency: string | null, digits: KeptDigits): string | null =>
  minor === null || currency === null ? null : String(fromMinorUnits(minor, currency, digits))
