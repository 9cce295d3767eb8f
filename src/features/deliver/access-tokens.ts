import { type AdobeApi, tokenRequest } from '../../core/platforms/ajo/api.ts'
import { readFields, readNumber, readText } from '../../core/platforms/fields.ts'
import type { Settings } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import { type Refused, refused } from './transport.ts'

/** Adobe's access tokens, by credential, kept until they expire. */
export interface AccessTokens {
  get(api: AdobeApi, settings: Settings): Promise<Result<string, Refused>>
  /** Has the next one fetched anew, because this one was refused. */
  forget(token: string): void
}

interface Kept {
  readonly token: string
  readonly until: number
}

// A token that expires on its way would be refused.
const MARGIN_MS = MINUTE_MS
const TOKEN_LENGTH_MAX = 20_000

export function createAccessTokens(call: VendorCall, clock: Clock): AccessTokens {
  const kept = new Map<string, Kept>()
  // Many messages wait for the same token.
  const underway = new Map<string, Promise<Result<string, Refused>>>()

  async function fetchToken(key: string, api: AdobeApi, settings: Settings) {
    const answer = await call(tokenRequest(api, settings))
    if (!answer.ok) return fail(refused({ reason: answer.reason, isPassing: true, concernsAll: true }))
    const { status, body } = answer.value
    const { access_token, expires_in, error, error_description } = readFields(body)
    const token = readText(access_token, TOKEN_LENGTH_MAX)
    if (status === 200 && token !== null) {
      const lifetimeMs = (readNumber(expires_in) ?? 0) * 1_000
      kept.set(key, { token, until: clock().getTime() + Math.max(lifetimeMs / 2, lifetimeMs - MARGIN_MS) })
      return ok(token)
    }
    const words = readText(error_description, 300) ?? readText(error, 300)
    const reason = `Adobe gave no access token (status ${status})${words === null ? '' : `: ${words}`}`
    return fail(refused({ status, reason, isPassing: true, concernsAll: true, isSlowedDown: status === 429 }))
  }

  return {
    async get(api, settings) {
      const { url, body } = tokenRequest(api, settings)
      const key = sha256Hex(`${url} ${String(body)}`)
      const known = kept.get(key)
      if (known !== undefined && known.until > clock().getTime()) return ok(known.token)
      const pending = underway.get(key)
      if (pending !== undefined) return pending
      const fetching = fetchToken(key, api, settings).finally(() => underway.delete(key))
      underway.set(key, fetching)
      return fetching
    },
    forget(token) {
      for (const [key, each] of kept) if (each.token === token) kept.delete(key)
    },
  }
}
