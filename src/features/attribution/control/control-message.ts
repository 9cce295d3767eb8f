import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { countedAs } from '../../../core/measure/measures.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { createNamedId } from '../../../lib/id.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { isSplitOutside } from '../match/match.ts'
import { recogniseAmong } from '../match/platform-ids.ts'
import { EXTERNAL_CONTROL, type Send } from '../send.ts'

/** Everything that was reported of one message that may be a control of the platform's own. No conversions. */
export interface Message {
  readonly key: string
  readonly events: readonly StoredEvent[]
  /** The decisions that it was until now. */
  readonly held: readonly Send[]
  /** Whether any of it is read again: then it is decided by the present configuration alone. */
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

// Decisions can be kept a month back and a month ahead at least, and no month is shorter.
const MISDATED_DAYS_MAX = 28

/** The template of which the platform, that makes the split, says that this is its control's message. */
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
 * What makes two events be about the same message. Without a message id every send is a message of
 * its own, and what is made where it is seen is one message a person, like a decision. Undefined: it
 * cannot tell of a new message, and may belong to any of the person's.
 */
export function messageKeyOf(event: StoredEvent, templateId: string | undefined): string | undefined {
  const { id, platform, type, messageId, userKey } = event
  if (messageId !== null) return `${platform}|message|${messageId}`
  if (type === 'send' || type === 'control') return `${platform}|event|${id}`
  if (countedAs(event) !== 'impression' || templateId === undefined || userKey === null) return undefined
  return `${platform}|person|${templateId}|${userKey}`
}

/** The id of the decision that stands for a message: the same whenever, wherever and however often it is made. */
export const controlIdOf = (orgId: number, key: string, decidedAt: Date): string =>
  createNamedId(decidedAt.getTime(), [EXTERNAL_CONTROL, orgId, key].join('\0'))

/**
 * The decision that a message stands for, if the platform sent it as its control. Depends on the set of
 * its events and not on their order: it exists as soon as one of them names a person and the control's
 * ids, and dates from the earliest send, else from the earliest event. A message that was found to be
 * one stays one when the ids are exchanged for others, until it is read again.
 */
export function controlDecisionOf(message: Message, rule: ControlRule): Send | undefined {
  const { held, isReread, key } = message
  const { orgId, templates, eventsDays, now, namedBy } = rule
  const [kept] = isReread ? [] : held
  const telling = message.events.filter(tells).sort(byWeight(eventsDays))
  const template = telling
    .filter(({ userKey }) => userKey !== null)
    .map(event => controlTemplateOf(event, templates))
    .find(found => found !== undefined)
  const templateId = template?.id ?? kept?.templateId
  const [first] = telling
  if (templateId === undefined || first === undefined) return undefined
  if (message.events.some(event => isAnothers(namedBy(event), templateId))) return undefined

  const decidedAt = datedAt(first, eventsDays)
  // What is older is forgotten, and was counted before.
  if (decidedAt.getTime() < now.getTime() - eventsDays * DAY_MS) return held[0]
  const email = telling.find(event => event.email !== null)?.email ?? null
  const userId = telling.find(event => event.userKey !== null && event.userKey !== event.email)?.userKey
  return {
    id: controlIdOf(orgId, key, decidedAt),
    decidedAt,
    sentAt: earliestOf(telling.filter(isSend)) ?? decidedAt,
    templateId,
    variantId:
      kept?.templateId === templateId ? kept.variantId : (templates.get(templateId)?.control?.id ?? null),
    arm: 'control',
    counted: true,
    ...{ cell: '', propensity: 1, isEven: false },
    isExternal: true,
    userKey: userId ?? email,
    email,
    windows: null,
  }
}

function earliestOf(events: readonly StoredEvent[]): Date | undefined {
  return events.length === 0 ? undefined : new Date(Math.min(...events.map(({ at }) => at.getTime())))
}

const isAnothers = (named: Send | undefined, templateId: string): boolean =>
  named !== undefined && !named.isExternal && named.templateId !== templateId

/** Whether an event tells that there is a message. */
const tells = (event: StoredEvent): boolean => event.type === 'control' || countedAs(event) !== undefined

const isSend = (event: StoredEvent): boolean =>
  event.type === 'send' || event.type === 'control' || countedAs(event) === 'impression'

/** What is reported very late, or well ahead of time, dates from nearer to its arrival: nowhere else are decisions kept. */
function datedAt({ at, receivedAt }: StoredEvent, eventsDays: number): Date {
  const [moment, arrival] = [at.getTime(), receivedAt.getTime()]
  const earliest = arrival - Math.min(MISDATED_DAYS_MAX, eventsDays / 2) * DAY_MS
  return new Date(Math.min(Math.max(moment, earliest), arrival + MISDATED_DAYS_MAX * DAY_MS))
}

/** Sends before others, earlier before later. The rest settles ties, by what was said rather than when it came. */
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
