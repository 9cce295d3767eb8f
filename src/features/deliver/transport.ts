import type { Settings } from '../../core/platforms/platform.ts'
import type { Result } from '../../lib/result.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import type { Accepted, Failed, Unknown } from '../../runtime/outbox/retry.ts'

/** Whom a message goes to. At least one is known. */
export interface Recipient {
  readonly userId: string | null
  /** Lower case. */
  readonly email: string | null
  readonly phone: string | null
}

export type Channel = 'email' | 'sms' | 'push'

/** A message with its wording, ready to be sent. */
export interface Message {
  readonly requestId: string
  readonly copyId: string
  readonly channel: Channel
  readonly recipient: Recipient
  readonly vars: Readonly<Record<string, string>>
}

/** What a template says of how its messages are sent. */
export type DeliveryIds = Readonly<Record<string, string>>

/** What became of a call to a vendor. `unknown`: the vendor may have taken the message over. */
export type SendAnswer = (Accepted & { readonly messageId: string | null }) | Failed | Unknown

/** A call that only has to be made. */
export type Prepared = () => Promise<SendAnswer>

export interface Transport {
  readonly slug: TransportSlug
  /** How many messages the vendor takes of one organisation. */
  perMinute(settings: Settings): number
  /** What the request lacks, or why it can never be sent, before anything is stored. */
  check(recipient: Recipient, channel: Channel, ids: DeliveryIds): readonly FieldError[]
  /**
   * Everything that comes before the call and cannot send anything, such as to get an access token.
   * Fails when the message is not to be, or cannot now be, sent.
   */
  prepare(message: Message, settings: Settings, ids: DeliveryIds): Promise<Result<Prepared, Failed>>
  /**
   * How the vendor's own reports name a message that it has accepted. Left out where nobody but Parley reports.
   * @returns undefined for a message that they cannot be matched to
   */
  nameInReports?(sent: SentMessage, ids: DeliveryIds): ReportName | undefined
}

export interface SentMessage {
  readonly messageId: string | null
  readonly recipient: Recipient
  readonly channel: Channel
}

/** The platform that reports, and the id by which it does. */
export interface ReportName {
  readonly platform: string
  readonly messageId: string
}

export const needs = (field: string, message: string): FieldError => ({ field: `/${field}`, message })
