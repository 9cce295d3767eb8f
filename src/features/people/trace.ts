import { FACT_MEASURES, type FactColumn } from '../../core/measure/measures.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadLinkedNames, ownNames } from './name-store.ts'
import { DECISIONS_MAX, type Decision, EVENTS_MAX, type Person } from './schema.ts'
import { type DecisionRow, findDecisions, findEvents, loadAttributions, loadDecisions } from './store.ts'

/** The organisation, and the way it stores money. */
type OrgOfPerson = Pick<Org, 'id' | 'currencyDigits'>

/**
 * Loads events in the form of every event list, newest first. It is passed in, because it belongs to another
 * feature.
 */
export type LoadEvents = (org: OrgOfPerson, ids: readonly string[]) => Promise<readonly unknown[]>

/**
 * All data about one person: decisions, events, and the attributions between them. Rows without a name are included
 * if they belong to the person's messages.
 * @returns undefined if there is no data
 */
export async function tracePerson(
  db: Database,
  org: OrgOfPerson,
  user: string,
  loadEvents: LoadEvents,
): Promise<Person | undefined> {
  const own = ownNames(user)
  const linked = await loadLinkedNames(db, org.id, own)
  const names = [...own, ...linked]
  const decisions = await findDecisions(db, org.id, names, DECISIONS_MAX)
  const events = await findEvents(db, org.id, names, EVENTS_MAX)
  if (decisions.length + events.length + linked.length === 0) return undefined
  return {
    user,
    names,
    decisions: (await loadDecisions(db, org.id, decisions)).map(row => toDecision(row, org)),
    events: [
      ...(await loadEvents(
        org,
        events.map(({ id }) => id),
      )),
    ],
    attributions: [...(await loadAttributions(db, org.id, decisions, events))],
  }
}

const toDecision = (row: DecisionRow, { currencyDigits }: OrgOfPerson): Decision => ({
  decision_id: row.id,
  decided_at: row.decided_at.toISOString(),
  sent_at: row.sent_at?.toISOString() ?? null,
  template_id: row.template_id,
  variant_id: row.variant_id,
  variant_name: row.variant_name,
  arm: row.arm,
  control: row.arm !== 'treatment',
  counted: row.counted,
  reason: row.reason,
  propensity: row.propensity,
  model_version: row.model_version,
  tracking_id: row.tracking_id,
  attrs: row.attrs,
  facts: {
    ...(Object.fromEntries(FACT_MEASURES.map(({ fact }) => [fact, row[fact]])) as Record<
      FactColumn,
      boolean
    >),
    revenue: Object.fromEntries(
      Object.entries(row.revenue).map(([currency, { amount }]) => [
        currency,
        fromMinorUnits(amount, currency, currencyDigits),
      ]),
    ),
  },
})
