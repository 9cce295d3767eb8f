import { isConversion, type StoredEvent } from '../../../core/events/stored-event.ts'
import { countedAs } from '../../../core/measure/measures.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadDecisions } from '../decision-store.ts'
import { loadEventsOfMessages, loadImpressionsOf } from '../event-store.ts'
import { type Candidates, isSplitOutside, matchNamed } from '../match/match.ts'
import { distinguishes } from '../match/platform-ids.ts'
import type { Send } from '../send.ts'
import { controlIdOf, controlTemplateOf, type Message, messageKeyOf } from './control-message.ts'

/** The events of one pass, and their former readings. */
export interface Look {
  readonly events: readonly StoredEvent[]
  /** The former readings of events that are read again or no longer exist. */
  readonly before: readonly StoredEvent[]
  readonly againIds: ReadonlySet<string>
  readonly candidates: Candidates
  readonly now: Date
}

/** Messages that may be external controls: control messages that the platform sent. */
export interface ControlCandidates {
  readonly messages: readonly Message[]
  /** The stored events of a message, including conversions, without the events of this pass. */
  readonly storedOf: (message: Message) => readonly StoredEvent[]
  /** The decision that the sender of an event named. */
  readonly namedBy: (event: StoredEvent) => Send | undefined
}

/**
 * Loads the messages of these events, each with all its events. Undefined if no platform splits control from treatment.
 */
export async function loadControlCandidates(
  session: Session,
  org: Org,
  look: Look,
): Promise<ControlCandidates | undefined> {
  const platforms = platformsWithControls(org)
  const earlier = look.before.filter(({ decisionId }) => decisionId !== null)
  const present = look.events.filter(event => platforms.has(event.platform) && !isConversion(event))
  if (present.length === 0 && earlier.length === 0) return undefined

  const stored = await loadFurther(session, org, [...present, ...earlier], look)
  const all = [...look.events, ...stored]
  const ids = [...all, ...earlier].map(({ decisionId }) => decisionId).filter(id => id !== null)
  const decisions = new Map((await loadDecisions(session, org.id, ids)).map(send => [send.id, send]))
  const decisionBefore = ({ decisionId }: StoredEvent) => decisions.get(decisionId ?? '')

  const keyOf = (event: StoredEvent): string | undefined => {
    if (isConversion(event)) return undefined
    const was = decisionBefore(event)
    const kept = was?.isExternal ? was.templateId : undefined
    return messageKeyOf(event, controlTemplateOf(event, org.templates)?.id ?? kept)
  }
  const eventsOf = groupBy(all, keyOf)
  const earlierOf = groupBy(earlier, keyOf)
  const keys = new Set([...present, ...stored, ...earlier].map(keyOf).filter(key => key !== undefined))
  const messages = [...keys].map(key => {
    const [events, were] = [eventsOf.get(key) ?? [], earlierOf.get(key) ?? []]
    const isReread = were.length > 0 || events.some(({ id }) => look.againIds.has(id))
    return { key, events, held: heldBy(org.id, key, [...events, ...were].map(decisionBefore)), isReread }
  })

  const storedIds = new Set(stored.map(({ id }) => id))
  const byMessageId = groupBy(stored, ({ platform, messageId }) => `${platform}|${messageId}`)
  return {
    messages,
    storedOf({ events }) {
      const own = events.filter(({ id }) => storedIds.has(id))
      const ids = new Set(events.map(({ platform, messageId }) => messageId && `${platform}|${messageId}`))
      return [...own, ...[...ids].flatMap(id => (id === null ? [] : (byMessageId.get(id) ?? [])))]
    },
    namedBy: event =>
      storedIds.has(event.id)
        ? (NAMED.has(event.matchedBy) && decisionBefore(event)) || undefined
        : matchNamed(event, look.candidates, org.templates)?.send,
  }
}

const NAMED: ReadonlySet<string | null> = new Set(['decision', 'tracking-id'])

/** Loads the other stored events of the same messages. */
async function loadFurther(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  look: Look,
): Promise<readonly StoredEvent[]> {
  const messageIds = events.map(({ messageId }) => messageId).filter(id => id !== null)
  const viewers = events
    .filter(event => event.messageId === null && countedAs(event) === 'impression')
    .map(({ userKey }) => userKey)
    .filter(userKey => userKey !== null)
  const found = [
    ...(await loadEventsOfMessages(session, org.id, [...new Set(messageIds)])),
    ...(await loadImpressionsOf(session, org.id, [...new Set(viewers)])),
  ]
  const givenIds = new Set(look.events.map(({ id }) => id))
  return found.filter(({ id }) => !givenIds.has(id))
}

/** Those of the decisions that were made for this message. */
function heldBy(orgId: number, key: string, sends: readonly (Send | undefined)[]): readonly Send[] {
  const held = sends.filter(
    send => send?.isExternal === true && send.id === controlIdOf(orgId, key, send.decidedAt),
  )
  return [...new Set(held)].filter(send => send !== undefined)
}

/** Whether any platform splits control from treatment. */
export const hasControls = (org: Org): boolean => platformsWithControls(org).size > 0

const known = new WeakMap<Org['templates'], ReadonlySet<string>>()

/** The platforms that split control from treatment for a template whose settings tell the two apart. */
function platformsWithControls({ templates }: Org): ReadonlySet<string> {
  const platforms =
    known.get(templates) ??
    new Set(
      [...templates.values()]
        .filter(isSplitOutside)
        .flatMap(({ integration }) =>
          Object.keys(integration).filter(platform => distinguishes(integration[platform])),
        ),
    )
  known.set(templates, platforms)
  return platforms
}
