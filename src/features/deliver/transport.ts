import type { Settings } from '../../core/platforms/platform.ts'
import type { Finding } from '../../core/platforms/vendor.ts'
import type { Result } from '../../lib/result.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import type { Accepted, Failed, Unknown } from '../../runtime/outbox/retry.ts'

/** The recipient of a message. At least one field is set. */
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

/** The settings of a template for sending. */
export type DeliveryIds = Readonly<Record<string, string>>

/** The outcome of a call to a vendor. `unknown`: the vendor may have accepted the message. */
export type SendAnswer = (Accepted & { readonly messageId: string | null }) | Failed | Unknown

/** A prepared call. */
export type Prepared = () => Promise<SendAnswer>

export interface Transport {
  readonly slug: TransportSlug
  /** The rate at which the vendor accepts messages of one organisation. */
  perMinute(settings: Settings): number
  /** The missing fields of a request, or the reason why it can never be sent. Checked before anything is stored. */
  check(recipient: Recipient, channel: Channel, ids: DeliveryIds): readonly FieldError[]
  /**
   * All preparation that cannot send anything, such as getting an access token. Fails if the message must not be
   * sent, or cannot be sent now.
   */
  prepare(message: Message, settings: Settings, ids: DeliveryIds): Promise<Result<Prepared, Failed>>
  /**
   * Connects and signs in, and sends nothing. Left out if the credentials are those of a platform, which is asked
   * instead.
   */
  greet?(settings: Settings): Promise<Finding>
  /**
   * The name of an accepted message in the vendor's own reports. Left out if only Parley reports.
   * @returns undefined for a message that reports cannot be matched to
   */
  nameInReports?(sent: SentMessage, ids: DeliveryIds): ReportName | undefined
}

export interface SentMessage {
  readonly messageId: string | null
  readonly recipient: Recipient
  readonly channel: Channel
}

/** The platform that reports, and the id in its reports. */
export interface ReportName {
  readonly platform: string
  readonly messageId: string
}

export const needs = (field: string, message: string): FieldError => ({ field: `/${field}`, message })
