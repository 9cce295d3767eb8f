import { isUtf8 } from 'node:buffer'
import { findRule } from '../../../core/mapping/find-rule.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { loadEvents, loadEventsOfRequest } from '../event-store.ts'
import { loadRefusedCall } from '../refused-store.ts'
import type { Item, RequestDetail, StoredEvent } from '../schema.ts'
import { type Showing, showRequests } from '../show.ts'
import { type DetailRow, loadRequest } from '../store.ts'
import { loadLatestTo, loadMessages, type SentMessage } from './message-store.ts'
import { loadMetricsOfEvents } from './metric-store.ts'
import { type FitOf, nearMisses } from './near-misses.ts'
import type { Actions } from './schema.ts'
import { type Message, stepsOf } from './steps.ts'

/** What the inspector of one call is made with. */
export interface Inspecting extends Showing {
  /** Compares a conversion with a message by the organisation's settings. Passed in: it belongs to attribution. */
  readonly fitOf: (org: Org, ...given: Parameters<FitOf>) => ReturnType<FitOf>
  /** The name that people know the platform by. */
  readonly platformNameOf: (slug: string) => string
}

/** Items that get their near misses: each needs two look-ups. */
const EXPLAINED_MAX = 20
const NEAR_MAX = 5

/**
 * A call with its content, its events, and the way of each item to a figure.
 * @returns undefined if there is no such call
 */
export async function inspectRequest(
  inspecting: Inspecting,
  org: Org,
  id: string,
  now: Date,
): Promise<RequestDetail | undefined> {
  const row = await loadRequest(inspecting.db, org.id, id)
  if (!row) return inspectRefused(inspecting, org, id)
  const [summary] = await showRequests(inspecting, org.id, [row])
  if (!summary) return undefined
  const events = await loadEventsOfRequest(inspecting.db, org, row.id)
  const first = await loadFirstOnes(inspecting, org, summary.items, events)
  const known = new Map([...events, ...first].map(event => [event.id, event]))
  const messages = await loadMessages(
    inspecting.db,
    org.id,
    [...known.values()].flatMap(({ decision_id }) => decision_id ?? []),
  )
  const byId = new Map(messages.map(message => [message.id, message]))
  const ofMetrics = [...known.values()].flatMap(({ id, metrics }) => (metrics === null ? [] : [id]))
  const metrics = await loadMetricsOfEvents(inspecting.db, org.id, ofMetrics)
  const items: RequestDetail['items'] = []
  for (const [at, item] of summary.items.entries()) {
    const event = known.get(item.event_id ?? '')
    const message = byId.get(event?.decision_id ?? '')
    const isUncounted = event !== undefined && MISSED.has(item.outcome) && at < EXPLAINED_MAX
    items.push({
      ...item,
      steps: stepsOf({
        ...item,
        platformName: inspecting.platformNameOf(row.platform),
        isSample: row.is_sample,
        event,
        rule: ruleOf(org, row.platform, item),
        message: event && message && toMessage(inspecting, org, event, message),
        metrics: metrics
          .filter(({ eventId }) => eventId === event?.id)
          .map(each => ({ ...each, metric: org.customMetrics.get(each.metric) })),
      }),
      near_misses: isUncounted ? await missesOf(inspecting, org, event) : [],
    })
  }
  const { headers, query, body } = row
  return {
    ...summary,
    items,
    masked: false,
    address_prefix: null,
    actions: actionsFor(row, org, now),
    headers,
    query,
    body: toBody(body),
    events: [...events],
  }
}

const MISSED: ReadonlySet<string> = new Set(['unmatched', 'not-listened', 'outside-window', 'preview'])

/** The first events of duplicates, which came with other calls. */
const loadFirstOnes = (
  { db }: Inspecting,
  org: Org,
  items: readonly Item[],
  own: readonly StoredEvent[],
): Promise<readonly StoredEvent[]> => {
  const ownIds = new Set(own.map(({ id }) => id))
  return loadEvents(
    db,
    org,
    items.flatMap(({ event_id }) => (event_id === null || ownIds.has(event_id) ? [] : [event_id])),
  )
}

const ruleOf = ({ eventMapping }: Org, platform: string, { native_event, name }: Item): string | undefined =>
  native_event === null
    ? undefined
    : findRule(eventMapping, { platform, nativeEvent: native_event, name })?.event

function toMessage({ fitOf }: Inspecting, org: Org, event: StoredEvent, message: SentMessage): Message {
  const at = new Date(event.occurred_at ?? event.received_at)
  const { ageDays, offsetDays, lookbackDays } = fitOf(
    org,
    { at, name: event.name, type: event.type },
    message,
  )
  return {
    decisionId: message.id,
    templateId: message.templateId,
    variantId: message.variantId,
    sentAt: message.sentAt,
    window: { ageDays, offsetDays, lookbackDays },
  }
}

async function missesOf({ db, fitOf }: Inspecting, org: Org, event: StoredEvent) {
  const names = [event.user_id, event.email].filter(name => name !== null)
  const at = new Date(event.occurred_at ?? event.received_at)
  // The clocks of two companies differ.
  const latest = await loadLatestTo(db, org.id, names, new Date(at.getTime() + MINUTE_MS), NEAR_MAX)
  return nearMisses(event, latest, (said, message) => fitOf(org, said, message))
}

function actionsFor({ processed_at, body, received_at }: DetailRow, org: Org, now: Date): Actions {
  const reason =
    processed_at === null
      ? 'The call waits for processing already.'
      : body.length === 0
        ? 'The content of the call was erased, or it had none.'
        : received_at.getTime() < now.getTime() - org.retention.eventsDays * DAY_MS
          ? 'Its events are no longer stored, so it would be counted twice.'
          : null
  return { replay: { allowed: reason === null, reason } }
}

async function inspectRefused(
  inspecting: Inspecting,
  org: Org,
  id: string,
): Promise<RequestDetail | undefined> {
  const row = await loadRefusedCall(inspecting.db, org.id, id)
  const [summary] = row ? await showRequests(inspecting, org.id, [row]) : []
  if (!row || !summary) return undefined
  const item = {
    outcome: 'refused',
    reason: row.reason,
    fix: `Check the credentials on both sides: those of ${inspecting.platformNameOf(row.platform)} and those in its settings here. The call was not stored. The platform has to send it again.`,
    ...{ type: null, native_event: null, name: null, event_id: null },
  }
  const steps = stepsOf({
    ...item,
    platformName: inspecting.platformNameOf(row.platform),
    isSample: false,
    event: undefined,
    rule: undefined,
    message: undefined,
    metrics: [],
  })
  return {
    ...summary,
    items: [{ ...item, steps, near_misses: [] }],
    masked: false,
    address_prefix: row.address_prefix === '' ? null : row.address_prefix,
    actions: { replay: { allowed: false, reason: 'Refused calls are not stored.' } },
    headers: Object.fromEntries(row.header_names.map(name => [name, '(not kept)'])),
    query: {},
    body: { encoding: 'utf-8', text: '' },
    events: [],
  }
}

const toBody = (body: Buffer): RequestDetail['body'] =>
  isUtf8(body)
    ? { encoding: 'utf-8', text: body.toString('utf8') }
    : { encoding: 'base64', base64: body.toString('base64') }
