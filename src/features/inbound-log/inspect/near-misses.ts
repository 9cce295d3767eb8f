import type { StoredEvent } from '../schema.ts'
import type { SentMessage } from './message-store.ts'
import type { NearMiss } from './schema.ts'

/** How a conversion stands to a message. */
export interface Fit {
  readonly fit: 'counts' | 'preview' | 'not-listened' | 'too-early' | 'too-late'
  readonly ageDays: number
  readonly offsetDays: number
  readonly lookbackDays: number
}

/** Compares a conversion with a message. */
export type FitOf = (
  event: { readonly at: Date; readonly name: string | null; readonly type: StoredEvent['type'] },
  message: SentMessage,
) => Fit

/** Why an event that does not count counts for none of these messages. */
export const nearMisses = (event: StoredEvent, messages: readonly SentMessage[], fitOf: FitOf): NearMiss[] =>
  messages.map(message => ({
    decision_id: message.id,
    template_id: message.templateId,
    sent_at: message.sentAt.toISOString(),
    why: whyNot(event, message, fitOf),
  }))

function whyNot(event: StoredEvent, message: SentMessage, fitOf: FitOf): string {
  if (event.type === 'refund')
    return 'A refund takes money back only from a message that was credited with its purchase.'
  if (event.type !== 'conversion' && event.type !== 'custom') {
    if (!message.counted) return 'It was a preview. Previews are never counted.'
    return event.tracking_id === null && event.message_id === null
      ? 'The event names neither a tracking id nor a message id.'
      : 'The event names another message by its ids.'
  }
  const at = new Date(event.occurred_at ?? event.received_at)
  const { fit, ageDays, offsetDays, lookbackDays } = fitOf(
    { at, name: event.name, type: event.type },
    message,
  )
  const window = `"${message.templateId}" counts conversions from day ${offsetDays} to day ${lookbackDays}.`
  switch (fit) {
    case 'preview':
      return 'It was a preview. Previews are never counted.'
    case 'not-listened':
      return `"${message.templateId}" does not count "${event.name ?? event.native_event}".`
    case 'too-early':
      return ageDays < 0
        ? 'It was sent after the event.'
        : `The event came ${ageDays.toFixed(2)} days after it, which is too early: ${window}`
    case 'too-late':
      return `The event came ${ageDays.toFixed(2)} days after it, which is too late: ${window}`
    case 'counts':
      return 'By the present settings it would count. Process the call again.'
  }
}
