import type { EventsToAttribute, Finding } from '../../core/events/stored-event.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { deduplicate, type Sorted } from './deduplicate.ts'
import type { ErasureOrder } from './erasure-orders.ts'
import { type ArrivedEvent, type KeyedEvent, saveEvents } from './event-store.ts'
import type { Processed } from './inbox-store.ts'
import type { ReadRequest } from './read.ts'

export interface Pipeline {
  readonly findPlatform: (slug: string) => Platform | undefined
  /** Attributes events and counts them. Passed as a function, because attribution is another feature. */
  readonly attribute: (
    session: Session,
    org: Org,
    events: EventsToAttribute,
  ) => Promise<ReadonlyMap<string, Finding>>
  /**
   * Queues the outcomes of these stored events for feedback webhooks. Passed as a function, because feedback is another
   * feature.
   */
  readonly queueFeedback: (
    session: Session,
    org: Org,
    eventIds: readonly string[],
    now: Date,
  ) => Promise<void>
  /** Erases people whom a platform asked to erase. Passed as a function, because erasing is another feature. */
  readonly erase: (session: Session, org: Org, orders: readonly ErasureOrder[], now: Date) => Promise<void>
  /** Called with the processed requests, before the commit. */
  readonly onProcessed?: (org: Org, processed: readonly Processed[]) => void
}

export interface StoredReadings {
  readonly sorted: Sorted
  readonly findingOf: (event: ArrivedEvent) => Finding
}

/**
 * Stores the events of some readings, attributes and counts them, and queues their outcomes for feedback webhooks.
 * @param given `stored`: events that these readings replace; those that no reading has any more are withdrawn
 */
export async function storeReadings(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  given: { readonly readings: readonly ReadRequest[]; readonly stored: readonly KeyedEvent[] },
  now: Date,
): Promise<StoredReadings> {
  const sorted = await deduplicate(session, org.id, given.readings, given.stored)
  const dated = (events: readonly ArrivedEvent[]) => events.filter(({ isDated }) => isDated)
  const findings = await pipeline.attribute(session, org, {
    ...{ arrived: dated(sorted.fresh), again: dated(sorted.again), before: sorted.before, now },
  })
  const findingOf = (event: ArrivedEvent) =>
    withPassedOver(findings.get(event.id) ?? (event.isDated ? NOT_COUNTED : UNDATED), event)
  await saveEvents(session, org.id, [...sorted.fresh, ...sorted.again], findingOf)
  await pipeline.queueFeedback(session, org, [...findings.keys()], now)
  return { sorted, findingOf }
}

const withPassedOver = (finding: Finding, { passedOver }: ArrivedEvent): Finding =>
  passedOver.length === 0
    ? finding
    : { ...finding, reason: [...passedOver, ...(finding.reason === null ? [] : [finding.reason])].join(' ') }

const UNDATED: Finding = { outcome: 'unreadable', reason: null, matchedBy: null, send: null }

const NOT_COUNTED: Finding = { outcome: 'noted', reason: null, matchedBy: null, send: null }
