import type { FoundMessage, StoredEvent } from '../../core/events/stored-event.ts'
import { type CountedEvent, countedAs } from '../../core/measure/measures.ts'

/** The reason of decisions that nobody asked for: the platform told of a control of its own. */
export const EXTERNAL_CONTROL = 'external-control'

/** A decision seen as a message that went out. */
export interface Send extends FoundMessage {
  readonly decidedAt: Date
  /** The platform's send event when there is one, else the decision. */
  readonly sentAt: Date
  readonly arm: string
  readonly counted: boolean
  /** What a contextual policy knew of the person, see `cellOf` in src/core/bandit; '' without one. */
  readonly cell: string
  /** The probability with which the message got its variant. */
  readonly propensity: number
  /** Whether the even share chose it. */
  readonly isEven: boolean
  /** A control of the platform's own, of which its events have told. */
  readonly isExternal: boolean
  readonly userKey: string | null
  readonly email: string | null
  /** The windows that the request asked for, in place of the template's. */
  readonly windows: { readonly lookback_days: number | null; readonly offset_days: number | null } | null
}

/** The figure that an event makes of a certain message: who was put into a control group that gets nothing counts as sent. */
export const metricFor = (
  event: Pick<StoredEvent, 'type' | 'subtype'>,
  send: Send,
): CountedEvent | undefined => (event.type === 'control' && send.isExternal ? 'send' : countedAs(event))
