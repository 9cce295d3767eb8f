import { isConversion, type StoredEvent, type Way } from '../../../core/events/stored-event.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import type { Send } from '../send.ts'
import { type Arm, distinguishes, recognise, recogniseAmong } from './platform-ids.ts'

type Templates = ReadonlyMap<string, Template>

/** What the store knows that could name an event's decision, by the value that names it. */
export interface Candidates {
  readonly byDecisionId: ReadonlyMap<string, Send>
  readonly byTrackingId: ReadonlyMap<string, readonly Send[]>
  /** By `platform|message id`. */
  readonly byMessageId: ReadonlyMap<string, Send>
  /** A person's messages, by any of the person's names. */
  readonly byPerson: (event: StoredEvent) => readonly Send[]
  /** By event id: the message that the platform sent as a control of its own. */
  readonly controlOf: ReadonlyMap<string, Send>
}

export interface Match {
  readonly way: Way
  readonly send: Send
}

/** The decision that the sender named: outright, by variant and person, or by the tracking id we gave out. */
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
  // Without a tracking id of the caller's, our decision id is the tracking id; Iterable's message id is one too.
  for (const id of [event.trackingId, event.messageId]) {
    if (id === null) continue
    const decided = candidates.byDecisionId.get(id)
    if (decided && isFitting(decided)) return { way: 'tracking-id', send: decided }
    const tracked = (candidates.byTrackingId.get(id) ?? []).filter(isFitting)
    const send = latestBefore(event, tracked) ?? tracked[0]
    if (send) return { way: 'tracking-id', send }
  }
  return undefined
}

/**
 * The control of the platform's own that the event is about; else the decision that the sender named.
 * One that is named comes first where it is another template's.
 */
export function matchKnown(
  event: StoredEvent,
  candidates: Candidates,
  templates: Templates,
): Match | undefined {
  const named = matchNamed(event, candidates, templates)
  const send = candidates.controlOf.get(event.id)
  if (send === undefined || (named && named.send.templateId !== send.templateId)) return named
  return { way: event.messageId === null ? 'campaign' : 'message-id', send }
}

/** The message whose id the platform has told earlier. */
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
 * The person's latest message before the event, of a template whose integration settings name the
 * platform's ids that the event carries.
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
    // A control of the platform's own that has a message id is known by that.
    if (send.isExternal && !isConversion(event) && event.messageId !== null) return false
    return arm !== undefined && mayBe(arm, send, templates.get(send.templateId), event.platform)
  })
  const send = latestBefore(event, fitting)
  return send && { way: 'campaign', send }
}

/** Whether the platform's ids say that the event is about the other group's message. */
function contradicts({ platform, refs }: StoredEvent, send: Send, template: Template | undefined): boolean {
  const arm = recognise(template?.integration[platform], refs)
  return arm !== undefined && !mayBe(arm, send, template, platform)
}

function mayBe(named: Arm, { arm, isExternal }: Send, template: Template | undefined, platform: string) {
  if (named === 'control') return template && isSplitOutside(template) ? isExternal : arm !== 'treatment'
  return !isExternal && (arm !== 'control' || !distinguishes(template?.integration[platform]))
}

/** Whether the platform divides control from treatment at present. */
export const isSplitOutside = ({ split, status }: Template): boolean =>
  split.method === 'external' && status !== 'draft' && status !== 'archived'

// Clocks of two companies differ, and many platforms report whole seconds.
export const CLOCK_SKEW_MS = MINUTE_MS

function latestBefore({ at }: StoredEvent, sends: readonly Send[]): Send | undefined {
  const before = sends.filter(send => momentOf(send) <= at.getTime() + CLOCK_SKEW_MS)
  return before.reduce<Send | undefined>(
    (best, send) => (best === undefined || isLater(send, best) ? send : best),
    undefined,
  )
}

/** Nothing was decided about a control of the platform's own: it was sent. */
const momentOf = ({ isExternal, decidedAt, sentAt }: Send): number =>
  (isExternal ? sentAt : decidedAt).getTime()

const isLater = (left: Send, right: Send): boolean =>
  momentOf(left) !== momentOf(right) ? momentOf(left) > momentOf(right) : left.id > right.id
