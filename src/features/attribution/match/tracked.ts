import type { StoredEvent } from '../../../core/events/stored-event.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import type { Send } from '../send.ts'
import { latestBefore, madeBefore } from './latest.ts'
import { recogniseAmong } from './platform-ids.ts'

/**
 * Of the messages with one tracking id, those that an event can mean: made before it, of a template that its platform
 * ids name, to its person, and no previews. What does not tell them apart is passed over.
 */
export function toldApart(
  event: StoredEvent,
  tracked: readonly Send[],
  templates: ReadonlyMap<string, Template>,
): readonly Send[] {
  if (tracked.length < 2) return tracked
  const named = new Set(recogniseAmong(templates, event).map(({ template }) => template.id))
  const before = madeBefore(event, tracked)
  const ofTime = before.length > 0 ? before : tracked
  const ofTemplate = preferring(
    ofTime,
    ({ templateId }) => named.has(templateId) || event.refs['template_id'] === templateId,
  )
  const ofPerson = preferring(ofTemplate, send => isTo(event, send))
  return isOfSeveralTemplates(ofPerson) ? preferring(ofPerson, ({ counted }) => counted) : ofPerson
}

/**
 * The latest of the messages with one tracking id that an event can mean. None if they are of several templates: the
 * credit could be the wrong one's.
 */
export function trackedBy(
  event: StoredEvent,
  tracked: readonly Send[],
  templates: ReadonlyMap<string, Template>,
): Send | undefined {
  const told = toldApart(event, tracked, templates)
  return isOfSeveralTemplates(told) ? undefined : (latestBefore(event, told) ?? told[0])
}

const isOfSeveralTemplates = (sends: readonly Send[]): boolean =>
  sends.some(({ templateId }) => templateId !== sends[0]?.templateId)

/** The messages that fit; all of them if none does. */
function preferring(sends: readonly Send[], isFitting: (send: Send) => boolean): readonly Send[] {
  const fitting = sends.filter(isFitting)
  return fitting.length > 0 ? fitting : sends
}

type Names = Pick<Send, 'userKey' | 'email'>

const isTo = (event: Names, send: Names): boolean =>
  [send.userKey, send.email].some(name => name !== null && (name === event.userKey || name === event.email))
