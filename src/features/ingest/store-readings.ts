import type { EventsToAttribute, Finding } from '../../core/events/stored-event.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { dayChanges } from './channels/day-changes.ts'
import { saveDays } from './channels/day-store.ts'
import { deduplicate, type Sorted } from './deduplicate.ts'
import type { ErasureOrder } from './erasure-orders.ts'
import { type ArrivedEvent, type KeyedEvent, saveEvents } from './event-store.ts'
import type { Processed } from './inbox-store.ts'
import type { ReadRequest } from './read.ts'
import { setAside } from './stored-event-store.ts'

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
  // Attribution loads stored events by their outcome.
  await setAside(
    session,
    org.id,
    sorted.again.filter(event => !takesPart(event)),
  )
  const findings = await pipeline.attribute(session, org, {
    ...{ arrived: sorted.fresh.filter(takesPart), again: sorted.again.filter(takesPart) },
    ...{ before: sorted.before, now },
  })
  const findingOf = (event: ArrivedEvent) =>
    withPassedOver(findings.get(event.id) ?? unattributed(event), event)
  await saveEvents(session, org.id, sorted, findingOf)
  await saveDays(session, org.id, dayChanges([...sorted.fresh, ...sorted.again], sorted.before))
  await pipeline.queueFeedback(session, org, [...findings.keys()], now)
  return { sorted, findingOf }
}

const withPassedOver = (finding: Finding, { passedOver }: ArrivedEvent): Finding =>
  passedOver.length === 0
    ? finding
    : { ...finding, reason: [...passedOver, ...(finding.reason === null ? [] : [finding.reason])].join(' ') }

const takesPart = ({ isDated, comparedReason }: ArrivedEvent): boolean => isDated && comparedReason === null

const unattributed = ({ isDated, comparedReason }: ArrivedEvent): Finding => ({
  outcome: isDated ? (comparedReason === null ? 'noted' : 'compared') : 'unreadable',
  ...{ reason: comparedReason, matchedBy: null, send: null },
})
