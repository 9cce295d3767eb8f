import type { Settings } from '../../core/platforms/platform.ts'
import type { Result } from '../../lib/result.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import type { FieldError } from '../../runtime/http/problem.ts'

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

/** What became of a call to a vendor. */
export type Answer =
  /** The vendor has taken the message over. */
  | { readonly outcome: 'accepted'; readonly status: number; readonly messageId: string | null }
  /** It is certain that nobody has. */
  | Refused
  /** The vendor may have taken it over: to call again could send twice. */
  | { readonly outcome: 'unknown'; readonly status: number | null; readonly reason: string }

export interface Refused {
  readonly outcome: 'refused'
  readonly status: number | null
  readonly reason: string
  /** Whether it may be over by the next try. */
  readonly isPassing: boolean
  /** Whether every message would be refused now, such as when a credential is wrong. */
  readonly concernsAll: boolean
  /** For how long the vendor asks to be left alone; zero when it does not. */
  readonly askedMs: number
  /** Being asked to slow down is no fault of the message's. */
  readonly isSlowedDown: boolean
}

/** A call that only has to be made. */
export type Prepared = () => Promise<Answer>

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
  prepare(message: Message, settings: Settings, ids: DeliveryIds): Promise<Result<Prepared, Refused>>
}

const REFUSED: Refused = {
  outcome: 'refused',
  status: null,
  reason: '',
  isPassing: false,
  concernsAll: false,
  askedMs: 0,
  isSlowedDown: false,
}

/** A refusal that stays one, unless said otherwise. */
export const refused = (said: Partial<Refused> & Pick<Refused, 'reason'>): Refused => ({
  ...REFUSED,
  ...said,
})

export const needs = (field: string, message: string): FieldError => ({ field: `/${field}`, message })
