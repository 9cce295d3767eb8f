import type { StoredEvent, Way } from '../../core/events/stored-event.ts'
import { countedAs } from '../../core/measure/measures.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Credit } from './credit-conversion.ts'
import type { Match } from './match/match.ts'
import { recogniseAmong } from './match/platform-ids.ts'
import { metricFor, type SendFinding } from './send.ts'

/**
 * What becomes of an event that belongs to one message.
 * @param match undefined if no message was found
 * @param inDoubt see `templatesInDoubt`
 */
export function findingOf(
  event: StoredEvent,
  match: Match | undefined,
  { templates }: Org,
  inDoubt: readonly string[] = [],
): SendFinding {
  if (event.type === 'ignored')
    return {
      outcome: 'ignored',
      reason: 'Events of this type say nothing about the wording.',
      matchedBy: null,
      send: null,
    }
  if (event.type === 'user_deletion')
    return {
      outcome: 'noted',
      reason: 'The platform asked Parley to erase this person. The person was erased.',
      matchedBy: null,
      send: null,
    }
  const found = { matchedBy: match?.way ?? null, send: match?.send ?? null }
  if ((match ? metricFor(event, match.send) : countedAs(event)) === undefined)
    return {
      outcome: 'noted',
      reason: 'Parley stores the event with its message and counts it in no figure.',
      ...found,
    }
  if (!match)
    return {
      outcome: 'unmatched',
      reason: inDoubt.length > 0 ? doubtfulReason(inDoubt) : strangeReason(event, templates),
      ...found,
    }
  if (!match.send.counted)
    return { outcome: 'preview', reason: 'Its message was a preview. Previews are never counted.', ...found }
  return { outcome: 'counted', reason: null, ...found }
}

/** What becomes of a conversion. @param inDoubt see `templatesInDoubt` */
export function creditedOf(credit: Credit, matchedBy: Way, inDoubt: readonly string[]): SendFinding {
  if (credit.outcome === 'counted')
    return { outcome: 'counted', reason: null, matchedBy, send: credit.sends[0] ?? null }
  const { outcome, reason, nearest } = credit
  return {
    outcome,
    reason: inDoubt.length > 0 ? doubtfulReason(inDoubt) : reason,
    matchedBy: nearest && matchedBy,
    send: nearest,
  }
}

/** Why none of several messages with the event's tracking id gets the credit. */
const doubtfulReason = (templates: readonly string[]): string =>
  `Its tracking id is that of messages of several templates (${templates.join(', ')}), and nothing else in the event tells which one is meant. Send an id of its own with every message.`

/** Why no decision matches the event. */
function strangeReason(event: StoredEvent, templates: Org['templates']): string {
  const [recognised] = recogniseAmong(templates, event)
  if (!recognised)
    return 'No decision matches: the event has no known tracking id, no known message id, and no known campaign for this person.'
  const { arm, template } = recognised
  const message = `Its ids belong to the ${arm} message of template "${template.id}"`
  return event.userKey === null
    ? `${message}, but the event names no person.`
    : `${message}, but this person has no earlier ${arm} decision.`
}
