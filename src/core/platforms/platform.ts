import type { UnreadableJson } from '../../lib/json.ts'
import { ok, type Result } from '../../lib/result.ts'
import { readBody } from '../../lib/wire/body.ts'
import type { Event, EventType } from '../events/event.ts'
import type { FeedbackFields, FeedbackSource } from './feedback-fields.ts'
import type { Guide, Setup } from './guide.ts'
import { wholeItemsOf } from './items.ts'
import type { Settings } from './settings.ts'
import { type IdPaths, type UnusableIds, unusableIds } from './unusable-ids.ts'
import type { Probe, VendorCall, VendorRequest } from './vendor.ts'

export type { Settings } from './settings.ts'

/**
 * The adapter of a platform: three functions in the order of processing, its settings as data, and a guide. The raw
 * request is stored between `verify` and `parse`, so a replay corrects mistakes in the later two steps. No function
 * does IO: functions that need IO get it as an argument.
 */
export interface Adapter<Payload> {
  /** The URL segment: POST /api/webhook/:slug/:org */
  readonly slug: string
  readonly name: string
  /** The settings of an organisation. The form, the validation and the log mask are derived from this. */
  readonly settings: readonly SettingField[]
  /** The template's ids, with the platform's own names. An event's `refs` are matched to them. */
  readonly integration: readonly IntegrationField[]
  /** The part of the request that the proof covers: 'nothing' if the sender only sends a credential. */
  readonly signs: 'body' | 'part-of-body' | 'nothing'
  /** Whether a call without a body is valid and reports nothing. */
  readonly mayBeEmpty?: boolean
  /**
   * What messages are sent from, of the ids in `refs`: a campaign, a journey. The other ids name a message itself.
   */
  readonly containers?: readonly string[]
  /** The fields of an item that are ids. A value in them that is no id is told in the event's reason. */
  readonly ids: IdPaths
  /** The platform's own words for no id. */
  readonly absentIds?: readonly string[]
  /** A part of the tracking ids with which the platform renders previews; no sent message has it. */
  readonly previewId?: string
  /** The header, in lower case, in which the platform says that calls with equal values are for the same message. */
  readonly idempotencyHeader?: string
  /** The header, in lower case, whose value proves the call where the organisation chose one; it is never kept. */
  proofHeader?(settings: Settings): string | undefined
  verify(request: InboundRequest, settings: Settings, means: ProofMeans): Verified | Promise<Verified>
  /**
   * What is missing, besides the required settings, before any call can be proved: in a sentence that says what to do.
   * Undefined if nothing is. Left out if the required settings are all that is needed.
   * @param hasIngestKey whether the organisation has a key that may report events
   */
  missingProof?(settings: Settings, hasIngestKey: boolean): string | undefined
  /** Splits one request's bytes into items. */
  parse(body: unknown): Result<readonly Payload[], Unreadable>
  normalise(payload: Payload, context: ReadContext): Normalised
  /** The item in which ids are looked for. Default: the part of the body from which the payload comes. */
  itemOf?(payload: Payload): unknown
  /** How to connect the platform, with the organisation's own addresses and ids. */
  guide(setup: Setup): Guide
  /** A sample report of that type in this platform's format; undefined if the platform never reports that type. */
  sample(type: EventType, subject: SampleSubject): unknown
  /** Missing if the vendor has no API to test, or Parley does not use it. */
  readonly probe?: Probe
  /** Missing if the vendor sends no message before the credentials are exchanged. */
  readonly handshake?: Handshake
  /** Missing if Parley writes no copy to profiles at this platform. Templates enable it with `write_back`. */
  readonly profileUpdate?: ProfileUpdate
  /** The vendor's limit for these calls for each organisation. Required together with `profileUpdate`. */
  readonly profileUpdatesPerMinute?: number
  /** The form of the vendor API's refusals, besides the status. */
  readonly refusal?: Refusals
  /** The names of the event properties with the reason of a failed message. */
  readonly failureNames?: FailureNames
  /** The ids and properties of the platform's own reports, besides the outcome, for messages that Parley sent. */
  readonly ownReport?: OwnReport
  /** The values of the platform's reports for the payload of feedback webhooks. Missing if its reports have none. */
  readonly feedbackFields?: (event: FeedbackSource) => FeedbackFields
}

/** The first existing name is used. */
export interface FailureNames {
  readonly reasons: readonly string[]
  readonly codes: readonly string[]
}

/** @param ids the transport settings of the template */
export type OwnReport = (
  settings: Settings,
  ids: Readonly<Record<string, string>>,
) => {
  readonly refs: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

/** The form in which a vendor's API gives the reason of a refusal and the time to wait. */
export interface Refusals {
  /** Headers with the meaning of `Retry-After`, besides that one. Names in lower case. */
  readonly pauseHeaders: readonly string[]
  /** The vendor's message in the body of an answer; null if there is none. */
  readonly words: (body: unknown) => string | null
}

/**
 * The call that writes a choice to the person's profile.
 * @param integration the platform's ids of the template
 * @returns or the reason why it cannot be built, with the fix
 */
export type ProfileUpdate = (
  choice: ProfileChoice,
  settings: Settings,
  integration: Readonly<Record<string, string>>,
) => Result<VendorRequest, string>

/** The parts of a choice that a profile needs. */
export interface ProfileChoice {
  readonly templateId: string
  readonly userId: string | null
  readonly email: string | null
  readonly copyId: string
  /** As in the answer of the generate call. */
  readonly trackingId: string
  /** The rendered copy. */
  readonly vars: Readonly<Record<string, string>>
}

/** The inputs of a proof besides the request. */
export interface ProofMeans {
  readonly now: Date
  /**
   * The key set at the address, cached or fetched, and fetched again if a key is missing. Throws if it cannot be
   * fetched.
   */
  readonly keySet: (url: string, isMissingKey?: boolean) => Promise<unknown>
  /** How far a signed time may lie from now, in milliseconds. Undefined: any time. */
  readonly signatureMaxAgeMs?: number | undefined
}

/** With the name of the credential that proved the call, if it has one. */
export type Verified = Result<string | undefined, Refusal>

/** An unsigned message with which the vendor verifies the address. */
export interface Handshake {
  /** Whether the body is such a message. It is stored and answered without a proof. */
  recognises(body: unknown): boolean
  /** Confirms the message through the vendor's API. Fails with a fix for users. */
  confirm(body: unknown, settings: Settings, call: VendorCall): Promise<Result<void, string>>
}

/** The person, message and template of a sample report. */
export interface SampleSubject {
  /** Unique for every sample; used as the platform's event id. */
  readonly id: string
  readonly at: Date
  readonly userId: string
  readonly email: string
  readonly messageId: string
  readonly trackingId: string
  /** This platform's ids of the template; empty without a template. */
  readonly integration: Readonly<Record<string, string>>
}

/** An adapter with a hidden payload type, so that all adapters fit in one list. */
export interface Platform extends Omit<Adapter<never>, 'parse' | 'normalise' | 'itemOf'> {
  read(body: Uint8Array, context: ReadContext): Result<readonly Normalised[], Unreadable>
}

/** Hides the payload type, and reads the body. */
export function definePlatform<Payload>({ parse, normalise, itemOf, ...rest }: Adapter<Payload>): Platform {
  const unusable = unusableIds(rest.ids, rest.absentIds)
  return {
    ...rest,
    read(body, context) {
      if (body.length === 0 && rest.mayBeEmpty) return ok([])
      const said = readBody(body)
      if (!said.ok) return said
      const payloads = parse(said.value)
      if (!payloads.ok) return payloads
      const items = itemOf === undefined ? wholeItemsOf(said.value, payloads.value.length) : undefined
      return ok(
        payloads.value.map((payload, at) => {
          const item = itemOf === undefined ? items?.[at] : itemOf(payload)
          return withUnusable(normalise(payload, context), item, unusable)
        }),
      )
    },
  }
}

function withUnusable(read: Normalised, item: unknown, unusable: UnusableIds): Normalised {
  const { event } = read
  const ids = event === undefined ? [] : unusable(item, event)
  return event === undefined || ids.length === 0
    ? read
    : { ...read, event: { ...event, unread: [...event.unread, ...ids] } }
}

export interface InboundRequest {
  readonly body: Uint8Array
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  /** Whether `X-Api-Key` contained a key of this organisation with the `ingest` scope. */
  readonly hasIngestKey: boolean
}

/** The data of a stored request besides its body. */
export interface ReadContext {
  readonly query: Readonly<Record<string, string | undefined>>
  readonly receivedAt: Date
}

export interface SettingField {
  readonly key: string
  readonly label: string
  readonly kind: 'secret' | 'text'
  readonly required: boolean
  readonly help: string
  /** Whether there may be more values, each under a name of its own: `signing_key.eu`. */
  readonly several?: boolean
  /** Whether it is an address that Parley calls, which is vetted before it is saved. */
  readonly isAddress?: boolean
}

export interface IntegrationField {
  /** The name of the report's ref that it matches; `control_<ref>` is for the control's message. */
  readonly key: string
  readonly label: string
  readonly help: string
  /** Where the platform shows the id. */
  readonly where?: string
}

/** The reason why a request was refused. The log and the console show it; the caller never sees it. */
export type Refusal =
  | 'not-configured'
  | 'missing-credential'
  | 'bad-signature'
  | 'wrong-credential'
  /** The proof fits, but its time lies too far from now, or cannot be read. */
  | 'old-signature'
  /** The verification keys could not be fetched. */
  | 'key-set-unavailable'

/** Stored as it came, with the reason, until it is replayed. */
export interface Unreadable {
  readonly reason: UnreadableJson | 'wrong-shape'
  readonly fix: string
}

export type Normalised =
  | { readonly outcome: 'event'; readonly event: Event }
  /**
   * Not readable: stored with its reason, and replayed when the adapter supports it. For a name that the adapter does
   * not know, `event` contains everything else, with the type `custom`, because an organisation's event mapping may
   * know the name.
   */
  | { readonly outcome: 'rejected'; readonly reason: string; readonly fix: string; readonly event?: Event }
