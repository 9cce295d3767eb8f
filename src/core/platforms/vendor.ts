import { fail, ok, type Result } from '../../lib/result.ts'
import type { Settings } from './settings.ts'

/** A call to a platform's own API. This folder never makes the call: `call` is an argument. */
export interface VendorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON; a URLSearchParams is sent as a form. */
  readonly body?: unknown
}

export interface VendorResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON value, or the text if it is not JSON. */
  readonly body: unknown
}

/**
 * Fails with the reason in words if there was no answer: name not found, connection refused, timeout, address not
 * allowed.
 */
export type VendorCall = (request: VendorRequest) => Promise<Result<VendorResponse, string>>

/** The result of one check of the stored credentials. */
export interface Finding {
  /** The check, such as "List campaigns with the App API key". */
  readonly check: string
  readonly status: 'works' | 'fails' | 'not-configured' | 'not-asked'
  /** The vendor's answer, in words that a marketer understands. */
  readonly message: string
  /** The fix: the missing permission, the wrong setting. Null if it works. */
  readonly fix: string | null
}

/** Tests the stored credentials at the vendor's API: one finding for each of Parley's uses. */
export type Probe = (settings: Settings, call: VendorCall) => Promise<readonly Finding[]>

/** The addresses of an API in the US and the EU. */
export interface RegionalHosts {
  readonly us: string
  readonly eu: string
}

/**
 * The address of a platform's API: `base_url`, otherwise the host of its region, otherwise the one in the US.
 * @returns an address without a trailing slash; fails with the mistake in the settings
 */
export function findRegionalHost(
  { us, eu }: RegionalHosts,
  { base_url, region }: Settings,
): Result<string, string> {
  if (base_url && !URL.canParse(base_url))
    return fail(`"${base_url}" is not a web address. Correct base_url.`)
  if (base_url) return ok(base_url.replace(/\/+$/, ''))
  const hosts = new Map([
    ['us', us],
    ['eu', eu],
  ])
  const host = hosts.get(region?.toLowerCase() || 'us')
  return host === undefined
    ? fail(`The region "${region}" does not exist. Set region to us or eu.`)
    : ok(host)
}
