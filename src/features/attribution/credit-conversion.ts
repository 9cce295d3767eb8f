import type { StoredEvent } from '../../core/events/stored-event.ts'
import { DAY_MS, inWords } from '../../lib/duration.ts'
import type { AttributionRule } from '../../runtime/catalog/catalog.ts'
import type { Send } from './send.ts'

export interface Crediting {
  readonly credit: 'last_touch' | 'each_template'
  /** Undefined if the template was deleted. */
  readonly ruleOf: (templateId: string) => AttributionRule | undefined
  /**
   * How much the clocks of the sender and of Parley may differ, in milliseconds, where the event names its message. Zero
   * for a message that is found by its person alone: a purchase just before a message did not come from it.
   */
  readonly skewMs: number
}

export type Credit =
  | { readonly outcome: 'counted'; readonly sends: readonly Send[] }
  | {
      readonly outcome: 'not-listened' | 'outside-window' | 'unmatched' | 'preview'
      readonly reason: string
      readonly nearest: Send | null
    }

/**
 * Finds the messages that get the credit of a conversion: messages of templates that count this event name, sent
 * between `offsetDays` and `lookbackDays` before the conversion, both included. Of several messages, the latest gets
 * the credit (or the latest of each template). The result depends only on the arguments, not on their order.
 */
export function creditConversion(
  event: StoredEvent,
  sends: readonly Send[],
  { credit, ruleOf, skewMs }: Crediting,
): Credit {
  if (sends.length === 0)
    return { outcome: 'unmatched', reason: 'Parley knows no message to this person.', nearest: null }
  const real = sends.filter(({ counted }) => counted)
  if (real.length === 0)
    return {
      outcome: 'preview',
      reason: 'Its only message was a preview. Previews are never counted.',
      nearest: null,
    }
  const listening = real.filter(send => listens(ruleOf(send.templateId), event))
  if (listening.length === 0) {
    const name = event.name === null ? `events of type ${event.type}` : `"${event.name}"`
    return {
      outcome: 'not-listened',
      reason: `This person got messages, but none of their templates counts ${name} as a conversion.`,
      nearest: latest(real),
    }
  }
  const inWindow = listening.filter(
    send => fitOf(event, send, ruleOf(send.templateId), skewMs).fit === 'counts',
  )
  if (inWindow.length === 0) return outside(event, latest(listening), ruleOf)
  return { outcome: 'counted', sends: credit === 'last_touch' ? [latest(inWindow)] : latestOfEach(inWindow) }
}

/**
 * Whether a template counts the event. A platform's own conversion has no name and is about its message. Other events
 * count by name or, if the template lists no names, by type.
 */
function listens(
  rule: AttributionRule | undefined,
  { name, type }: Pick<StoredEvent, 'name' | 'type'>,
): boolean {
  if (!rule) return false
  if (name === null) return type === 'conversion'
  if (rule.conversionEvents.length === 0) return type === 'conversion'
  return rule.conversionEvents.some(listened => listened.toLowerCase() === name.toLowerCase())
}

/** How a conversion stands to one message. */
export interface Fit {
  readonly fit: 'counts' | 'preview' | 'not-listened' | 'too-early' | 'too-late'
  /** From the message to the conversion. */
  readonly ageDays: number
  readonly offsetDays: number
  readonly lookbackDays: number
}

type Moment = Pick<StoredEvent, 'at'>
type OwnWindow = Partial<Pick<StoredEvent, 'lookbackHours'>>
type SentMessage = Pick<Send, 'counted' | 'sentAt' | 'windows'>

/** Whether a message could get the credit of a conversion, and what prevents it. Another message may still win it. */
export function fitOf(
  event: Pick<StoredEvent, 'at' | 'name' | 'type'> & OwnWindow,
  send: SentMessage,
  rule: AttributionRule | undefined,
  skewMs = 0,
): Fit {
  const { offsetDays, lookbackDays } = windowOf(send, rule, event)
  const exactMs = ageMs(event, send)
  const ageDays = (exactMs < 0 && exactMs >= -skewMs ? 0 : exactMs) / DAY_MS
  const told = { ageDays, offsetDays, lookbackDays }
  if (!send.counted) return { fit: 'preview', ...told }
  if (!listens(rule, event)) return { fit: 'not-listened', ...told }
  if (ageDays < offsetDays) return { fit: 'too-early', ...told }
  return { fit: ageDays > lookbackDays ? 'too-late' : 'counts', ...told }
}

/**
 * The age in milliseconds. Many platforms report whole seconds: a send must not be later than an event of the same
 * second.
 */
const ageMs = (event: Moment, send: SentMessage): number =>
  event.at.getTime() - Math.floor(send.sentAt.getTime() / 1000) * 1000

/** The window of the event's source, else of the request for the message, else of the template. */
export function windowOf(
  { windows }: Pick<Send, 'windows'>,
  rule: AttributionRule | undefined,
  { lookbackHours = null }: OwnWindow = {},
): { offsetDays: number; lookbackDays: number } {
  if (lookbackHours !== null) return { offsetDays: 0, lookbackDays: lookbackHours / 24 }
  return {
    offsetDays: windows?.offset_days ?? rule?.offsetDays ?? 0,
    lookbackDays: windows?.lookback_days ?? rule?.lookbackDays ?? 0,
  }
}

function outside(event: StoredEvent, send: Send, ruleOf: Crediting['ruleOf']): Credit {
  const { offsetDays, lookbackDays } = windowOf(send, ruleOf(send.templateId), event)
  const age = ageMs(event, send)
  const when = age < 0 ? `${inWords(-age)} before` : `${(age / DAY_MS).toFixed(2)} days after`
  return {
    outcome: 'outside-window',
    reason: `It happened ${when} the latest message that could get the credit. The ${event.lookbackHours === null ? 'template' : 'source'} counts conversions ${offsetDays} to ${lookbackDays} days after a message.`,
    nearest: send,
  }
}

/** The latest message by send time. The id settles ties, so the order of arrival does not matter. */
export function latest(sends: readonly Send[]): Send {
  return sends.reduce((best, send) => (isLater(send, best) ? send : best))
}

const isLater = (left: Send, right: Send): boolean =>
  left.sentAt.getTime() !== right.sentAt.getTime() ? left.sentAt > right.sentAt : left.id > right.id

/** The latest message of each template. */
export function latestOfEach(sends: readonly Send[]): readonly Send[] {
  const byTemplate = new Map<string, Send>()
  for (const send of sends) {
    const best = byTemplate.get(send.templateId)
    if (!best || isLater(send, best)) byTemplate.set(send.templateId, send)
  }
  return [...byTemplate.values()]
}
