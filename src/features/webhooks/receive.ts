import type {
  InboundRequest,
  Platform,
  ProofMeans,
  Refusal,
  Settings,
  Verified,
} from '../../core/platforms/platform.ts'
import type { Batcher } from '../../lib/collect/batcher.ts'
import { createId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import { asUtf8 } from '../../lib/wire/as-utf8.ts'
import { LATE, within } from '../../lib/within.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { type HandshakeLimit, isHandshake } from './handshake.ts'
import { storableHeaders } from './headers.ts'
import type { InboundCall } from './inbox-store.ts'

export interface Door {
  readonly inbox: Batcher<InboundCall, void>
  /** How long storing may take, in milliseconds. Platforms stop waiting, some after three seconds. */
  readonly budgetMs: number
  /** Called for every stored call. */
  readonly onStored: (org: Org, platform: Platform, at: Date) => void
  readonly keySet: ProofMeans['keySet']
  /** Undefined: any age. */
  readonly signatureMaxAgeMs?: number | undefined
  /** Whether one more handshake without proof may be stored. */
  readonly allowHandshake: HandshakeLimit
  /** Called for every call that verification refused. */
  readonly onRefused: (org: Org, platform: Platform, reason: Refusal, call: RefusedRequest) => void
}

/** A call as it came, and from where. */
export interface RefusedRequest extends Pick<InboundRequest, 'headers' | 'body'> {
  /** The body as it came over the wire, if it was compressed. */
  readonly wireBody?: Uint8Array
  /** The sender's address. */
  readonly address: string
}

/**
 * Verifies a call and stores it. Parley reads a call only after it is on disk, so an error in Parley never makes a
 * platform retry, and a replay corrects it.
 * @param admit counts a verified call, and may refuse it
 * @returns the id of the stored call
 * @throws Problem webhook-refused; or unavailable or too-many-requests, if the sender should try again
 */
export async function receive(
  door: Door,
  org: Org,
  platform: Platform,
  request: InboundRequest & RefusedRequest,
  receivedAt: Date,
  admit: () => Promise<void>,
): Promise<string> {
  const settings = org.platforms.get(platform.slug) ?? {}
  const verified = await verify(door, platform, request, settings, receivedAt)
  if (!verified.ok && !isAllowedHandshake(door, org, platform, request, verified.reason, receivedAt)) {
    door.onRefused(org, platform, verified.reason, request)
    if (verified.reason === 'key-set-unavailable') {
      throw new Problem('unavailable', 'Parley could not fetch the keys to verify this call. Send it again.')
    }
    // Only somebody with the key gets this far.
    if (verified.reason === 'old-signature')
      throw new Problem('webhook-refused', OLD_SIGNATURE(platform.name))
    // The answer does not contain the reason, which would help a forger.
    throw new Problem(
      'webhook-refused',
      `The call did not prove that it comes from ${platform.name}. Check the credentials on both sides. The log of this server names the failed check.`,
    )
  }
  await admit()
  const id = createId(receivedAt.getTime())
  const call = {
    id,
    orgId: org.id,
    platform: platform.slug,
    receivedAt,
    headers: storableHeaders(
      request.headers,
      platform.proofHeader?.(settings),
      verified.ok ? verified.value : undefined,
    ),
    query: storableQuery(request.query),
    body: asUtf8(request.body, request.headers['content-type']),
  }
  await store(door, call)
  door.onStored(org, platform, receivedAt)
  return id
}

const OLD_SIGNATURE = (name: string): string =>
  `The signature of ${name} is right, but its time lies too far from now, or cannot be read. Send the call with a new signature. If the clock of this server is right, PARLEY_SIGNATURE_MAX_AGE_DAYS can be raised.`

/** A signature may cover the content, or the compressed bytes that were sent. */
async function verify(
  { keySet, signatureMaxAgeMs }: Door,
  platform: Platform,
  request: InboundRequest & RefusedRequest,
  settings: Settings,
  now: Date,
): Promise<Verified> {
  const means = { now, keySet, signatureMaxAgeMs }
  const verified = await platform.verify(request, settings, means)
  if (verified.ok || verified.reason !== 'bad-signature' || request.wireBody === undefined) return verified
  return platform.verify({ ...request, body: request.wireBody }, settings, means)
}

/**
 * Stores a call within the time budget. A late call is still stored when the store is back; if the platform sends it
 * again, its events' keys identify the duplicates.
 */
async function store({ inbox, budgetMs }: Door, call: InboundCall): Promise<void> {
  try {
    if ((await within(inbox.add(call), budgetMs)) !== LATE) return
  } catch (error) {
    if (!isStoreDown(error)) throw error
  }
  throw new Problem('unavailable', 'Parley could not store the call in time. Send it again.')
}

const isAllowedHandshake = (
  { allowHandshake }: Door,
  org: Org,
  platform: Platform,
  request: InboundRequest,
  reason: Refusal,
  at: Date,
): boolean => isHandshake(platform, request, reason) && allowHandshake(org.id, platform.slug, at)

/** A query may contain an escaped NUL. JSON allows it and the store does not. */
function storableQuery(query: InboundRequest['query']): string {
  const kept = Object.entries(query).map(([name, value]) => [storableText(name), storableText(String(value))])
  return JSON.stringify(Object.fromEntries(kept))
}
