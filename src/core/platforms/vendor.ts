import type { Result } from '../../lib/result.ts'
import type { Settings } from './settings.ts'

/** A call to a platform's own API. Nothing in this folder makes it: `call` is handed in. */
export interface VendorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, or, of a URLSearchParams, as a form. */
  readonly body?: unknown
}

export interface VendorResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON value, or the text where it is none. */
  readonly body: unknown
}

/** Fails, with why in words, when there was no answer: name not found, refused, too slow, address not allowed. */
export type VendorCall = (request: VendorRequest) => Promise<Result<VendorResponse, string>>

/** One thing that was tried with the stored credentials. */
export interface Finding {
  /** What was tried, such as "List campaigns with the App API key". */
  readonly check: string
  readonly status: 'works' | 'fails' | 'not-configured'
  /** What the vendor said, in words a marketer understands. */
  readonly message: string
  /** What to do about it: the permission that is missing, the setting that is wrong. Null when it works. */
  readonly fix: string | null
}

/** Tries the stored credentials on the vendor's API: one finding for everything Parley would use them for. */
export type Probe = (settings: Settings, call: VendorCall) => Promise<readonly Finding[]>
