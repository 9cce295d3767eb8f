import type { EventType } from '../../core/events/event.ts'

/** A stored event, as far as matching and counting look at it. */
export interface Report {
  readonly id: string
  readonly receivedAt: Date
  /** When it happened; when it arrived, if the sender did not say. */
  readonly at: Date
  readonly platform: string
  readonly type: EventType
  readonly subtype: string | null
  readonly name: string | null
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  readonly messageId: string | null
  readonly trackingId: string | null
  readonly refs: Readonly<Record<string, string>>
  readonly machine: boolean | null
  readonly amountMinor: number | null
  readonly currency: string | null
  /** How the decision was found at an earlier look; null for an event that has just arrived. */
  readonly matchedBefore: Way | null
  /** Which decision that was. */
  readonly decidedBefore: string | null
}

/** What became of an event. The words are part of the contract. */
export const FINDINGS = [
  'counted',
  'noted',
  'ignored',
  'preview',
  'not-listened',
  'outside-window',
  'unmatched',
] as const

export interface Finding {
  readonly outcome: (typeof FINDINGS)[number]
  readonly reason: string | null
  /** How the decision was found. */
  readonly matchedBy: Way | null
  /** The message it belongs to, also when it does not count for it. */
  readonly send: Send | null
}

/** The ways to find an event's decision, best first. */
export const WAYS = ['decision', 'tracking-id', 'message-id', 'campaign', 'person'] as const
export type Way = (typeof WAYS)[number]

/** The reason of decisions that nobody asked for: the platform told of a control of its own. */
export const EXTERNAL_CONTROL = 'external-control'

/** A decision seen as a message that went out. */
export interface Send {
  readonly id: string
  readonly decidedAt: Date
  /** The platform's send event when there is one, else the decision. */
  readonly sentAt: Date
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: string
  readonly counted: boolean
  /** What a contextual policy knew of the person, see `cellOf` in src/core/bandit; '' without one. */
  readonly cell: string
  /** The probability with which the message got its variant. */
  readonly propensity: number
  /** Whether the even share chose it. */
  readonly isEven: boolean
  /** A control of the platform's own, of which its reports have told. */
  readonly isExternal: boolean
  readonly userKey: string | null
  readonly email: string | null
  /** The windows that the request asked for, in place of the template's. */
  readonly windows: { readonly lookback_days: number | null; readonly offset_days: number | null } | null
}

/** What one event adds to a message. */
export const METRICS = [
  'send',
  'delivery',
  'open',
  'impression',
  'click',
  'conversion',
  'unsubscribe',
  'bounce',
  'complaint',
] as const
export type CountedMetric = (typeof METRICS)[number]

/** The figure that an event belongs to, or undefined when it is only noted. */
export function metricOf({ type, subtype }: Pick<Report, 'type' | 'subtype'>): CountedMetric | undefined {
  // A click on the preference centre's link says nothing about the wording.
  if (type === 'click' && subtype === 'unsubscribe_page') return undefined
  if (type === 'custom') return 'conversion'
  // What is made where it is seen, such as a product tour, is reported once: as seen. It counts as sent, too.
  if (type === 'open' && subtype === 'impression') return 'impression'
  return METRICS.find(metric => metric === type)
}

/** The figure that an event makes of a certain message: who was put into a control group that gets nothing counts as sent. */
export const metricFor = (report: Pick<Report, 'type' | 'subtype'>, send: Send): CountedMetric | undefined =>
  report.type === 'control' && send.isExternal ? 'send' : metricOf(report)

/**
 * Whether a conversion is about its message alone, such as a tour that was completed: then it never
 * counts for another message, however well the time fits.
 */
export const isOfMessage = ({ type, subtype }: Pick<Report, 'type' | 'subtype'>): boolean =>
  type === 'conversion' && subtype !== null

/** Conversions are credited by time and name; everything else belongs to its message. */
export const isConversion = ({ type }: Pick<Report, 'type'>): boolean =>
  type === 'conversion' || type === 'custom'
