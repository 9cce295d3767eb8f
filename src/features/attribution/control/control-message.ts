import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { countedAs } from '../../../core/measure/measures.ts'
import { personBucketOf } from '../../../core/measure/person-bucket.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { createNamedId } from '../../../lib/id.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { EXTERNAL_CONTROL } from '../../../runtime/db/sql/cohort-sql.ts'
import { isSplitOutside } from '../match/match.ts'
import { recogniseAmong } from '../match/platform-ids.ts'
import type { Send } from '../send.ts'

/** All events, except conversions, of one message that may be an external control. */
export interface Message {
  readonly key: string
  readonly events: readonly StoredEvent[]
  /** The decisions that were made for this message before. */
  readonly held: readonly Send[]
  /** Whether any of its events is read again. If so, only the present configuration decides. */
  readonly isReread: boolean
}

export interface ControlRule {
  readonly orgId: number
  readonly templates: ReadonlyMap<string, Template>
  readonly eventsDays: number
  readonly now: Date
  /** The decision that the sender of an event named. */
  readonly namedBy: (event: StoredEvent) => Send | undefined
}

// Partitions exist for at least one month back and one month ahead, and no month is shorter than this.
const MISDATED_DAYS_MAX = 28

/** The template whose control message the platform's ids name, if the platform makes the split. */
export function controlTemplateOf(
  event: Pick<StoredEvent, 'platform' | 'refs'>,
  templates: ReadonlyMap<string, Template>,
): Template | undefined {
  const found = recogniseAmong(templates, event).find(
    ({ arm, template }) => arm === 'control' && isSplitOutside(template),
  )
  return found?.template
}

/**
 * Events with the same key are about the same message. Without a message id every send is a message of its own;
 * impressions, such as a product tour, make one message a person, like a decision. Undefined: the event does not prove
 * a new message and may belong to any message to the person.
 */
export function messageKeyOf(event: StoredEvent, templateId: string | undefined): string | undefined {
  const { id, platform, type, messageId, userKey } = event
  if (messageId !== null) return `${platform}|message|${messageId}`
  if (type === 'send' || type === 'control') return `${platform}|event|${id}`
  if (countedAs(event) !== 'impression' || templateId === undefined || userKey === null) return undefined
  return `${platform}|person|${templateId}|${userKey}`
}

/** The id of the decision for a message. The same arguments always give the same id. */
export const controlIdOf = (orgId: number, key: string, decidedAt: Date): string =>
  createNamedId(decidedAt.getTime(), [EXTERNAL_CONTROL, orgId, key].join('\0'))

/**
 * The decision for a message, if the platform sent it as its control. It depends on the set of the message's events,
 * not on their order: the decision exists as soon as one event names a person and the control's ids. Its date is that
 * of the earliest send, else of the earliest event. A message that is an external control stays one when the template's
 * ids change, until it is read again.
 */
export function controlDecisionOf(message: Message, rule: ControlRule): Send | undefined {
  const { held, isReread, key } = message
  const { orgId, templates, eventsDays, now, namedBy } = rule
  const [kept] = isReread ? [] : held
  const evidence = message.events.filter(isEvidence).sort(byWeight(eventsDays))
  const template = evidence
    .filter(({ userKey }) => userKey !== null)
    .map(event => controlTemplateOf(event, templates))
    .find(found => found !== undefined)
  const templateId = template?.id ?? kept?.templateId
  const [first] = evidence
  if (templateId === undefined || first === undefined) return undefined
  if (message.events.some(event => isAnothers(namedBy(event), templateId))) return undefined

  const decidedAt = datedAt(first, eventsDays)
  // Older decisions are already deleted, and their figures are final.
  if (decidedAt.getTime() < now.getTime() - eventsDays * DAY_MS) return held[0]
  const email = evidence.find(event => event.email !== null)?.email ?? null
  const userId = evidence.find(event => event.userKey !== null && event.userKey !== event.email)?.userKey
  const [id, userKey] = [controlIdOf(orgId, key, decidedAt), userId ?? email]
  return {
    id,
    decidedAt,
    sentAt: earliestOf(evidence.filter(isSend)) ?? decidedAt,
    templateId,
    variantId:
      kept?.templateId === templateId ? kept.variantId : (templates.get(templateId)?.control?.id ?? null),
    arm: 'control',
    counted: true,
    ...{ cell: '', propensity: 1, isEven: false },
    personBucket: personBucketOf(templateId, userKey ?? id),
    isExternal: true,
    ...{ userKey, email },
    windows: null,
  }
}

function earliestOf(events: readonly StoredEvent[]): Date | undefined {
  return events.length === 0 ? undefined : new Date(Math.min(...events.map(({ at }) => at.getTime())))
}

const isAnothers = (named: Send | undefined, templateId: string): boolean =>
  named !== undefined && !named.isExternal && named.templateId !== templateId

/** Whether an event proves that a message exists. */
const isEvidence = (event: StoredEvent): boolean => event.type === 'control' || countedAs(event) !== undefined

const isSend = (event: StoredEvent): boolean =>
  event.type === 'send' || event.type === 'control' || countedAs(event) === 'impression'

/**
 * The date of an event, moved towards its arrival if it was reported very late or long ahead: decisions can be stored
 * only in partitions that exist.
 */
function datedAt({ at, receivedAt }: StoredEvent, eventsDays: number): Date {
  const [moment, arrival] = [at.getTime(), receivedAt.getTime()]
  const earliest = arrival - Math.min(MISDATED_DAYS_MAX, eventsDays / 2) * DAY_MS
  return new Date(Math.min(Math.max(moment, earliest), arrival + MISDATED_DAYS_MAX * DAY_MS))
}

/** Sends first, then by time. Ties are settled by the content of the events, not by their order of arrival. */
const byWeight =
  (eventsDays: number) =>
  (left: StoredEvent, right: StoredEvent): number =>
    Number(isSend(right)) - Number(isSend(left)) ||
    datedAt(left, eventsDays).getTime() - datedAt(right, eventsDays).getTime() ||
    left.at.getTime() - right.at.getTime() ||
    compare(left.type, right.type) ||
    compare(left.userKey ?? '', right.userKey ?? '') ||
    compare(left.id, right.id)

const compare = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1)
