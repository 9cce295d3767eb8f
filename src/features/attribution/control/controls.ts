import type { StoredEvent } from '../../../core/events/stored-event.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import { bumpVersions } from '../count/count-store.ts'
import { type Redated, recount } from '../count/recount.ts'
import { loadEventsOfDecisions, loadUnmatchedOf } from '../event-store.ts'
import { CLOCK_SKEW_MS } from '../match/latest.ts'
import { deleteMetricCreditsTo } from '../metrics/metric-credit-store.ts'
import type { Send } from '../send.ts'
import { type Look, loadControlCandidates } from './control-candidates.ts'
import { controlDecisionOf } from './control-message.ts'
import {
  countControls,
  deleteAttributionsTo,
  deleteControls,
  insertControls,
  saveControlMessageIds,
} from './control-store.ts'

export interface Controls {
  /** By event id: the message that the event is about. */
  readonly controlOf: ReadonlyMap<string, Send>
  /** Stored events that have to be matched again. */
  readonly reopened: readonly StoredEvent[]
  /** Messages that were added or removed. */
  readonly redated: readonly Redated[]
}

/**
 * Makes a decision for every message that a platform sent as its own control. Whether a message is one, and its date,
 * follow from its events alone. So when events arrive in another order, or are read again, one decision may replace
 * another.
 */
export async function reconcileControls(session: Session, org: Org, look: Look): Promise<Controls> {
  const candidates = await loadControlCandidates(session, org, look)
  if (!candidates) return { controlOf: new Map(), reopened: [], redated: [] }
  const { messages, storedOf, namedBy } = candidates
  const rule = {
    ...{ orgId: org.id, templates: org.templates, eventsDays: org.retention.eventsDays },
    ...{ now: look.now, namedBy },
  }
  const decided = messages.map(message => {
    const is = controlDecisionOf(message, rule)
    const gone = message.held.filter(send => !is || !isSame(send, is))
    const isNew = is !== undefined && message.held.length === gone.length
    return { message, is, gone, isNew }
  })
  const changed = decided.filter(({ gone, isNew }) => isNew || gone.length > 0)
  const gone = changed.flatMap(each => each.gone)
  const fresh = changed.flatMap(({ is, isNew }) => (is && isNew ? [is] : []))
  const eventsOfRemoved = await remove(session, org, gone)
  await add(session, org, fresh)
  await saveControlMessageIds(
    session,
    org.id,
    decided.flatMap(({ message: { events, isReread }, is, isNew }) =>
      is && (isNew || isReread) ? events.slice(0, 1).map(event => ({ event, send: is })) : [],
    ),
  )
  const unmatchedEvents = await loadUnmatched(session, org, fresh)
  return {
    controlOf: new Map(
      decided.flatMap(({ message, is }) => (is ? message.events.map(({ id }) => [id, is] as const) : [])),
    ),
    reopened: [
      ...eventsOfRemoved,
      ...changed.flatMap(({ message }) => storedOf(message)),
      ...unmatchedEvents,
    ],
    redated: [...gone, ...fresh].map(send => ({ send, since: sinceOf(send) })),
  }
}

const isSame = (left: Send, right: Send): boolean =>
  left.id === right.id &&
  left.templateId === right.templateId &&
  left.variantId === right.variantId &&
  left.userKey === right.userKey &&
  left.email === right.email

const sinceOf = ({ decidedAt, sentAt }: Send): Date =>
  new Date(Math.min(decidedAt.getTime(), sentAt.getTime()) - CLOCK_SKEW_MS)

/** Removes decisions from the store and from every figure. Returns all events that belonged to them. */
async function remove(session: Session, org: Org, gone: readonly Send[]): Promise<readonly StoredEvent[]> {
  if (gone.length === 0) return []
  const eventsOfRemoved = await loadEventsOfDecisions(
    session,
    org.id,
    gone.map(({ id }) => id),
    await allNamesOf(session, org, gone),
  )
  await deleteAttributionsTo(session, org.id, gone)
  await deleteMetricCreditsTo(session, org.id, gone)
  await recount(session, org, gone)
  await countControls(session, org.id, gone, -1)
  await deleteControls(session, org.id, gone)
  await bumpVersions(session, org.id, templatesOf(gone))
  return eventsOfRemoved
}

async function add(session: Session, org: Org, fresh: readonly Send[]): Promise<void> {
  if (fresh.length === 0) return
  await insertControls(session, org.id, fresh)
  await countControls(session, org.id, fresh, 1)
  await bumpVersions(session, org.id, templatesOf(fresh))
}

/** Loads events without a message id: they belong to the latest message to their person. */
async function loadUnmatched(
  session: Session,
  org: Org,
  fresh: readonly Send[],
): Promise<readonly StoredEvent[]> {
  if (fresh.length === 0) return []
  const since = new Date(Math.min(...fresh.map(send => sinceOf(send).getTime())))
  return loadUnmatchedOf(session, org.id, await allNamesOf(session, org, fresh), since)
}

async function allNamesOf(session: Session, org: Org, sends: readonly Send[]): Promise<readonly string[]> {
  return (await findPeople(session, org.id, sends)).allNames
}

const templatesOf = (sends: readonly Send[]) => [...new Set(sends.map(({ templateId }) => templateId))]
