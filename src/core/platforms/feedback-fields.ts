import type { Event } from '../events/event.ts'

type Properties = Readonly<Record<string, unknown>>

/** The parts of an event from which feedback fields are read. */
export type FeedbackSource = Pick<Event, 'properties' | 'refs' | 'templateRef' | 'occurredAt'>

/** Fields of a feedback webhook's payload with the platform's own values. Parley fills in the missing fields. */
export interface FeedbackFields {
  readonly imsOrg?: string | undefined
  readonly sandbox?: { id: string; name: string } | undefined
  readonly messageType?: string | undefined
  readonly campaignId?: string | undefined
  readonly offers?: unknown
  readonly identities?: Record<string, { id: string; primary: boolean }[]> | undefined
  /** More fields of `messageExecution`. */
  readonly execution?: Properties
  /** More fields of `messageDeliveryFeedback`. */
  readonly feedback?: Properties
  /** More fields of the whole payload. */
  readonly report?: Properties
}
