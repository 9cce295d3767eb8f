import type { Event } from '../events/event.ts'
import { readJson, type UnreadableJson } from '../lib/json.ts'
import { fail, ok, type Result } from '../lib/result.ts'

/**
 * What a platform's folder supplies: three pure functions in the order things happen, and its
 * set-up fields as data. The raw request is stored between `verify` and `parse`, so that a mistake
 * in the latter two is mended by replay.
 */
export interface Adapter<Payload> {
  /** The URL segment: POST /api/webhook/:slug/:org */
  readonly slug: string
  readonly name: string
  /** What an organisation fills in. The form, the validation and the log mask come from this. */
  readonly settings: readonly SettingField[]
  /** The template ids, in the platform's own words, by which an event's `refs` are recognised. */
  readonly integration: readonly IntegrationField[]
  /** What the proof covers. 'nothing' when the sender only shows a credential. */
  readonly signs: 'body' | 'nothing'
  verify(request: InboundRequest, settings: Settings): Result<void, Refusal>
  /** One request's bytes into its items. */
  parse(body: unknown): Result<readonly Payload[], Unreadable>
  normalise(payload: Payload, context: ReadContext): Normalised
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
  readonly key: string
  readonly label: string
  readonly help: string
}

export type Settings = Readonly<Record<string, string | undefined>>

/** Why a request was not let in: told to the log and the console, never to the caller. */
export type Refusal = 'not-configured' | 'missing-credential' | 'bad-signature' | 'wrong-credential'

/** Kept as it came, with the reason, until it is replayed. */
export interface Unreadable {
  readonly reason: UnreadableJson | 'wrong-shape'
  readonly fix: string
}

export type Normalised =
  | { readonly outcome: 'event'; readonly event: Event }
  /** Not understood: kept with its reason, and replayed when the adapter has learned it. */
  | { readonly outcome: 'rejected'; readonly reason: string; readonly fix: string }

const FIXES: Readonly<Record<UnreadableJson, string>> = {
  empty: 'The request had no body. Check the body template of the webhook.',
  'not-utf8': 'The body is not UTF-8. Send application/json in UTF-8.',
  'not-json': 'The body is not JSON. Check the body template of the webhook for unescaped quotes.',
  'too-deep': 'The body is nested more than 64 levels deep. Send a flatter body.',
}
