import { readJson, type UnreadableJson } from '../../lib/json.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Event, EventType } from '../events/event.ts'
import type { Guide, Setup } from './guide.ts'
import type { Probe, VendorCall, VendorRequest } from './vendor.ts'

/**
 * What a platform's folder supplies: three functions in the order things happen, its set-up fields as
 * data, and how to connect it. The raw request is stored between `verify` and `parse`, so that a mistake
 * in the latter two is mended by replay. None of them does IO: where it is needed it is handed in.
 */
export interface Adapter<Payload> {
  /** The URL segment: POST /api/webhook/:slug/:org */
  readonly slug: string
  readonly name: string
  /** What an organisation fills in. The form, the validation and the log mask come from this. */
  readonly settings: readonly SettingField[]
  /** The template ids, in the platform's own words, by which an event's `refs` are recognised. */
  readonly integration: readonly IntegrationField[]
  /** What the proof covers: 'nothing' when the sender only shows a credential. */
  readonly signs: 'body' | 'part-of-body' | 'nothing'
  /** Whether a call without a body is one that reports nothing, and not a mistake of the sender's. */
  readonly mayBeEmpty?: boolean
  /**
   * What messages are sent from, of the ids in `refs`: a campaign, a journey. The other ids name a message itself.
   */
  readonly containers?: readonly string[]
  /** A part of the tracking ids with which the platform renders previews; no sent message has it. */
  readonly previewId?: string
  /** The header, in lower case, in which the platform says that calls with equal values are for the same message. */
  readonly idempotencyHeader?: string
  /** The header, in lower case, whose value proves the call where the organisation chose one; it is never kept. */
  proofHeader?(settings: Settings): string | undefined
  verify(request: InboundRequest, settings: Settings, means: ProofMeans): Verdict | Promise<Verdict>
  /** One request's bytes into its items. */
  parse(body: unknown): Result<readonly Payload[], Unreadable>
  normalise(payload: Payload, context: ReadContext): Normalised
  /** How to connect it, with the organisation's own addresses and ids filled in. */
  guide(setup: Setup): Guide
  /** An invented report of that type as this platform would send it; undefined when it never reports one. */
  sample(type: EventType, subject: SampleSubject): unknown
  /** Left out where the vendor has no API to ask, or Parley needs none. */
  readonly probe?: Probe
  /** Left out where the vendor sends nothing before the credentials are agreed on. */
  readonly handshake?: Handshake
  /** Left out where copy is not written to people's profiles. Templates switch it on with `write_back`. */
  readonly profileUpdate?: ProfileUpdate
  /** How many of those calls the vendor takes of one organisation. Needed beside `profileUpdate`. */
  readonly profileUpdatesPerMinute?: number
}

/**
 * The call that writes a choice to its person's profile.
 * @param integration the platform's ids of the template
 * @returns or why there is none, in words that say what to do about it
 */
export type ProfileUpdate = (
  choice: ProfileChoice,
  settings: Settings,
  integration: Readonly<Record<string, string>>,
) => Result<VendorRequest, string>

/** A choice, as far as a profile has to say it. */
export interface ProfileChoice {
  readonly templateId: string
  readonly userId: string | null
  readonly email: string | null
  readonly copyId: string
  /** As the generate call answered it. */
  readonly trackingId: string
  /** As rendered. */
  readonly vars: Readonly<Record<string, string>>
}

/** What a proof may need besides the request. */
export interface ProofMeans {
  readonly now: Date
  /** The key set at the address, from memory or fetched, again when a key is missing: throws when it cannot be had. */
  readonly keySet: (url: string, isMissingKey?: boolean) => Promise<unknown>
}

export type Verdict = Result<void, Refusal>

/** An unsigned message of the vendor's, by which it checks that somebody answers at the address. */
export interface Handshake {
  /** Whether the body is one. It is kept, and answered without proof. */
  recognises(body: unknown): boolean
  /** Tells the vendor's API that the message has come. Fails with what a person can do about it. */
  confirm(body: unknown, settings: Settings, call: VendorCall): Promise<Result<void, string>>
}

/** Whom and what a sample report is about. */
export interface SampleSubject {
  /** Its own at every sample: goes where the platform puts the id of the event. */
  readonly id: string
  readonly at: Date
  readonly userId: string
  readonly email: string
  readonly messageId: string
  readonly trackingId: string
  /** This platform's ids of the template it is about; empty for none. */
  readonly integration: Readonly<Record<string, string>>
}

/** An adapter with its payload type sealed inside, so that all of them fit in one list. */
export interface Platform extends Omit<Adapter<never>, 'parse' | 'normalise'> {
  read(body: Uint8Array, context: ReadContext): Result<readonly Normalised[], Unreadable>
}

/** Seals the payload type, and reads the JSON that every platform sends. */
export function definePlatform<Payload>({ parse, normalise, ...rest }: Adapter<Payload>): Platform {
  return {
    ...rest,
    read(body, context) {
      if (body.length === 0 && rest.mayBeEmpty) return ok([])
      const json = readJson(body)
      if (!json.ok) return fail({ reason: json.reason, fix: FIXES[json.reason] })
      const payloads = parse(json.value)
      return payloads.ok ? ok(payloads.value.map(payload => normalise(payload, context))) : payloads
    },
  }
}

export interface InboundRequest {
  readonly body: Uint8Array
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  /** Whether `X-Api-Key` carried a key of this organisation with the `ingest` scope. */
  readonly hasIngestKey: boolean
}

/** What is known of a stored request besides its body. */
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
}

export interface IntegrationField {
  /** Named like the ref of a report that it recognises; `control_<ref>` names the control message's. */
  readonly key: string
  readonly label: string
  readonly help: string
}

export type Settings = Readonly<Record<string, string | undefined>>

/** Why a request was not let in: told to the log and the console, never to the caller. */
export type Refusal =
  | 'not-configured'
  | 'missing-credential'
  | 'bad-signature'
  | 'wrong-credential'
  /** The keys to check with could not be had. */
  | 'key-set-unavailable'

/** Kept as it came, with the reason, until it is replayed. */
export interface Unreadable {
  readonly reason: UnreadableJson | 'wrong-shape'
  readonly fix: string
}

export type Normalised =
  | { readonly outcome: 'event'; readonly event: Event }
  /**
   * Not understood: kept with its reason, and replayed when the adapter has learned it. Of a name that the
   * adapter does not know, `event` says everything else, with the type `custom`: an organisation's event
   * mapping may know what it is.
   */
  | { readonly outcome: 'rejected'; readonly reason: string; readonly fix: string; readonly event?: Event }

const FIXES: Readonly<Record<UnreadableJson, string>> = {
  empty: 'The request had no body. Check the body template of the webhook.',
  'not-utf8': 'The body is not UTF-8. Send application/json in UTF-8.',
  'not-json': 'The body is not JSON. Check the body template of the webhook for unescaped quotes.',
  'too-deep': 'The body is nested more than 64 levels deep. Send a flatter body.',
}
