import { isConversion, type StoredEvent, type Way } from '../../../core/events/stored-event.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import type { Send } from '../send.ts'
import { latestBefore } from './latest.ts'
import { type Arm, distinguishes, recognise, recogniseAmong } from './platform-ids.ts'
import { toldApart, trackedBy } from './tracked.ts'

type Templates = ReadonlyMap<string, Template>

/** The stored decisions that an event may name, by the value that names them. */
export interface Candidates {
  readonly byDecisionId: ReadonlyMap<string, Send>
  readonly byTrackingId: ReadonlyMap<string, readonly Send[]>
  /** By `platform|message id`. */
  readonly byMessageId: ReadonlyMap<string, Send>
  /** The messages to a person, found by any of the person's names. */
  readonly byPerson: (event: StoredEvent) => readonly Send[]
  /** By event id: the external control, the message that the platform sent as its own control. */
  readonly controlOf: ReadonlyMap<string, Send>
  /** What `matchKnown` has found, which every step of a pass asks for. It does not depend on message ids. */
  readonly known: Map<StoredEvent, Match | undefined>
}

export interface Match {
  readonly way: Way
  readonly send: Send
}

/** The decision that the sender named: by decision id, by variant and person, or by the tracking id. */
export function matchNamed(
  event: StoredEvent,
  candidates: Candidates,
  templates: Templates,
): Match | undefined {
  const isFitting = (send: Send) => !contradicts(event, send, templates.get(send.templateId))
  const named = candidates.byDecisionId.get(event.refs['decision_id'] ?? '')
  if (named && isFitting(named)) return { way: 'decision', send: named }
  const copyId = event.refs['copy_id']
  const isCopy = (send: Send) => send.variantId === copyId && isFitting(send)
  const copy = copyId && latestBefore(event, candidates.byPerson(event).filter(isCopy))
  if (copy) return { way: 'decision', send: copy }
  // Iterable's message id can be a tracking id too.
  return (
    matchTracked(event, event.trackingId, candidates, templates) ??
    matchTracked(event, event.messageId, candidates, templates)
  )
}

/** The decision with this tracking id. If the caller gave none, the decision id is the tracking id. */
export function matchTracked(
  event: StoredEvent,
  id: string | null,
  { byDecisionId, byTrackingId }: Pick<Candidates, 'byDecisionId' | 'byTrackingId'>,
  templates: Templates,
): Match | undefined {
  if (id === null) return undefined
  const isFitting = (send: Send) => !contradicts(event, send, templates.get(send.templateId))
  const decided = byDecisionId.get(id)
  if (decided && isFitting(decided)) return { way: 'tracking-id', send: decided }
  const tracked = byTrackingId.get(id)?.filter(isFitting)
  const send = tracked && trackedBy(event, tracked, templates)
  return send && { way: 'tracking-id', send }
}

/** The templates whose messages have the event's tracking id, if nothing in the event tells which of them is meant. */
export function templatesInDoubt(
  event: StoredEvent,
  { byTrackingId }: Candidates,
  templates: Templates,
): readonly string[] {
  const tracked = [event.trackingId, event.messageId].flatMap(id =>
    id === null ? [] : (byTrackingId.get(id) ?? []),
  )
  const fitting = tracked.filter(send => !contradicts(event, send, templates.get(send.templateId)))
  const ids = new Set(toldApart(event, fitting, templates).map(({ templateId }) => templateId))
  return ids.size > 1 ? [...ids].sort() : []
}

/**
 * The external control that the event belongs to, else the decision that the sender named. A named decision of another
 * template comes first.
 */
export function matchKnown(
  event: StoredEvent,
  candidates: Candidates,
  templates: Templates,
): Match | undefined {
  const { known } = candidates
  if (!known.has(event)) known.set(event, findKnown(event, candidates, templates))
  return known.get(event)
}

function findKnown(event: StoredEvent, candidates: Candidates, templates: Templates): Match | undefined {
  const named = matchNamed(event, candidates, templates)
  const send = candidates.controlOf.get(event.id)
  if (send === undefined || (named && named.send.templateId !== send.templateId)) return named
  return { way: event.messageId === null ? 'campaign' : 'message-id', send }
}

/** The message with this message id, if the id is known. */
export function matchMessage(
  event: StoredEvent,
  { byMessageId }: Candidates,
  templates: Templates,
): Match | undefined {
  const send = byMessageId.get(`${event.platform}|${event.messageId}`)
  if (send === undefined || contradicts(event, send, templates.get(send.templateId))) return undefined
  return { way: 'message-id', send }
}

/**
 * The person's latest message before the event, among templates whose integration settings name the platform ids in the
 * event.
 */
export function matchCampaign(
  event: StoredEvent,
  candidates: Candidates,
  templates: Templates,
): Match | undefined {
  const arms = new Map(recogniseAmong(templates, event).map(each => [each.template.id, each.arm]))
  if (arms.size === 0) return undefined
  const fitting = candidates.byPerson(event).filter(send => {
    const arm = arms.get(send.templateId)
    // Skip external controls that have a message id: they are matched by it.
    if (send.isExternal && !isConversion(event) && event.messageId !== null) return false
    return arm !== undefined && mayBe(arm, send, templates.get(send.templateId), event.platform)
  })
  const send = latestBefore(event, fitting)
  return send && { way: 'campaign', send }
}

/** Whether the platform's ids name the message of the other arm. */
function contradicts({ platform, refs }: StoredEvent, send: Send, template: Template | undefined): boolean {
  const arm = recognise(template?.integration[platform], refs)
  return arm !== undefined && !mayBe(arm, send, template, platform)
}

function mayBe(named: Arm, { arm, isExternal }: Send, template: Template | undefined, platform: string) {
  if (named === 'control') return template && isSplitOutside(template) ? isExternal : arm !== 'treatment'
  return !isExternal && (arm !== 'control' || !distinguishes(template?.integration[platform]))
}

/** Whether the platform splits control from treatment at present. */
export const isSplitOutside = ({ split, status }: Template): boolean =>
  split.method === 'external' && status !== 'draft' && status !== 'archived'
