import { FACT_MEASURES, type FactColumn } from '../../core/measure/measures.ts'
import { isId } from '../../lib/id.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import type { AttributionRule, Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { readCursor, toPage } from '../../runtime/http/page.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import type { Handles } from '../../runtime/people/handles.ts'
import { creditReason } from './credit-reason.ts'
import { namesOf } from './names.ts'
import {
  DECISIONS_MAX,
  type Decision,
  EVENTS_MAX,
  type Person,
  type PersonQuery,
  type TracedEvent,
} from './schema.ts'
import {
  type DecisionRow,
  findDecisions,
  findEvents,
  loadAttributions,
  loadDecisions,
  type Part,
  type Windows,
} from './store.ts'

/** The organisation, its templates, and the way it stores money. */
type OrgOfPerson = Pick<Org, 'id' | 'personHashKey' | 'currencyDigits' | 'templates' | 'customMetrics'>

export interface Tracing {
  readonly db: Database
  readonly handles: Handles
  /**
   * Loads events in the form of every event list, newest first. It is passed in, because it belongs to another
   * feature.
   */
  readonly loadEvents: (
    org: OrgOfPerson,
    ids: readonly string[],
    isMasked: boolean,
  ) => Promise<readonly TracedEvent[]>
  /** The window in which conversions count for a message. It is passed in, because it belongs to attribution. */
  readonly windowOf: (
    message: { readonly windows: Windows },
    rule: AttributionRule | undefined,
  ) => { readonly offsetDays: number; readonly lookbackDays: number }
}

/**
 * All data about one person: decisions, events, and the attributions between them. Rows without a name are included
 * if they belong to the person's messages.
 * @returns undefined if there is no data in any period
 * @throws Problem invalid-request if a time or a cursor cannot be read
 */
export async function tracePerson(
  tracing: Tracing,
  org: OrgOfPerson,
  user: string,
  query: PersonQuery,
): Promise<Person | undefined> {
  const { db, handles, loadEvents } = tracing
  const parts = partsOf(query)
  const names = await namesOf(db, org, user)
  const decisions = toPage(
    await findDecisions(db, org.id, names, parts.decisions),
    DECISIONS_MAX,
    ({ id }) => id,
    key => key,
  )
  const events = toPage(
    await findEvents(db, org.id, names, parts.events),
    EVENTS_MAX,
    ({ id }) => id,
    key => key,
  )
  const isPart = Object.values(query).some(value => value !== undefined)
  if (!isPart && decisions.items.length + events.items.length === 0) return undefined
  const shown = (await loadDecisions(db, org.id, decisions.items)).map(row => toDecision(row, org, tracing))
  const shownEvents = await loadEvents(
    org,
    events.items.map(({ id }) => id),
    false,
  )
  const credits = await loadAttributions(db, org.id, decisions.items, events.items)
  const known = new Map(shownEvents.map(event => [event.id, event]))
  const otherIds = new Set(credits.map(({ event_id }) => event_id).filter(id => !known.has(id)))
  const others = await loadEvents(org, [...otherIds], false)
  for (const event of others) known.set(event.id, event)
  const byDecision = new Map(shown.map(decision => [decision.decision_id, decision]))
  return {
    user,
    ref: handles.of(org.id, user),
    masked: false,
    names: [...names],
    decisions: shown,
    events: [...shownEvents],
    decisions_cursor: decisions.next_cursor,
    events_cursor: events.next_cursor,
    attributions: credits.map(credit => ({
      ...credit,
      reason: creditReason(
        credit.metric,
        known.get(credit.event_id),
        byDecision.get(credit.decision_id),
        org.customMetrics,
      ),
    })),
  }
}

/** One more row than an answer shows tells whether there are more. */
function partsOf(query: PersonQuery): { readonly decisions: Part; readonly events: Part } {
  const { from = null, to = null } = readPeriod(query)
  const before = (cursor: string | undefined) => readCursor(cursor, isId) || null
  return {
    decisions: { from, to, before: before(query.decisions_cursor), countMax: DECISIONS_MAX + 1 },
    events: { from, to, before: before(query.events_cursor), countMax: EVENTS_MAX + 1 },
  }
}

function toDecision(row: DecisionRow, org: OrgOfPerson, { windowOf }: Tracing): Decision {
  const rule = org.templates.get(row.template_id)?.attribution
  const { offsetDays, lookbackDays } = windowOf(row, rule)
  return {
    decision_id: row.id,
    decided_at: row.decided_at.toISOString(),
    sent_at: row.sent_at?.toISOString() ?? null,
    template_id: row.template_id,
    variant_id: row.variant_id,
    variant_name: row.variant_name,
    replaced_by: row.replaced_by,
    arm: row.arm,
    control: row.arm !== 'treatment',
    counted: row.counted,
    reason: row.reason,
    propensity: row.propensity,
    model_version: row.model_version,
    tracking_id: row.tracking_id,
    window: rule ? { offset_days: offsetDays, lookback_days: lookbackDays } : null,
    attrs: row.attrs,
    facts: {
      ...(Object.fromEntries(FACT_MEASURES.map(({ fact }) => [fact, row[fact]])) as Record<
        FactColumn,
        boolean
      >),
      revenue: Object.fromEntries(
        Object.entries(row.revenue).map(([currency, { amount }]) => [
          currency,
          fromMinorUnits(amount, currency, org.currencyDigits),
        ]),
      ),
    },
  }
}
