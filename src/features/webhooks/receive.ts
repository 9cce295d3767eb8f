import type { InboundRequest, Platform, ProofMeans, Refusal } from '../../core/platforms/platform.ts'
import type { Batcher } from '../../lib/batcher.ts'
import { createId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import { LATE, within } from '../../lib/within.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { type HandshakeLimit, isHandshake } from './handshake.ts'
import { storableHeaders } from './headers.ts'
import type { InboundCall } from './inbox.ts'

export interface Door {
  readonly inbox: Batcher<InboundCall, void>
  /** How long storing may take: platforms give up waiting, some after three seconds. */
  readonly budgetMs: number
  /** Told of every call that is stored. */
  readonly onStored: (org: Org, platform: Platform, at: Date) => void
  readonly keySet: ProofMeans['keySet']
  /** Whether one more handshake without proof may be stored. */
  readonly allowHandshake: HandshakeLimit
  /** Told of every call that verification refused. */
  readonly onRefused: (org: Org, platform: Platform, reason: Refusal) => void
}

/**
 * Check, store, answer: nothing is read before it is on disk, so no mistake of ours makes a
 * platform retry, and every mistake is mended by replay.
 * @returns the id under which the call is kept
 * @throws Problem webhook-refused; or unavailable, when the sender should try again
 */
export async function receive(
  door: Door,
  org: Org,
  platform: Platform,
  request: InboundRequest,
  receivedAt: Date,
): Promise<string> {
  const settings = org.platforms.get(platform.slug) ?? {}
  const verified = await platform.verify(request, settings, { now: receivedAt, keySet: door.keySet })
  if (!verified.ok && !isWelcome(door, org, platform, request, verified.reason, receivedAt)) {
    door.onRefused(org, platform, verified.reason)
    if (verified.reason === 'key-set-unavailable') {
      throw new Problem(
        'unavailable',
        'The keys to check this call with could not be fetched. Send it again.',
      )
    }
    // The reason stays inside: it would tell a forger what to try next.
    throw new Problem(
      'webhook-refused',
      `The call did not prove that it comes from ${platform.name}. Check the credentials on both sides; the log of this server says which check failed.`,
    )
  }
  const id = createId(receivedAt.getTime())
  const call = {
    id,
    orgId: org.id,
    platform: platform.slug,
    receivedAt,
    headers: storableHeaders(request.headers, platform.proofHeader?.(settings)),
    query: storableQuery(request.query),
    body: request.body,
  }
  await store(door, call)
  door.onStored(org, platform, receivedAt)
  return id
}

/** A call that is late is stored all the same, when the store is back; sent again, it is known by its events' keys. */
async function store({ inbox, budgetMs }: Door, call: InboundCall): Promise<void> {
  try {
    if ((await within(inbox.add(call), budgetMs)) !== LATE) return
  } catch (error) {
    if (!isStoreDown(error)) throw error
  }
  throw new Problem('unavailable', 'The call could not be stored in time. Send it again.')
}

const isWelcome = (
  { allowHandshake }: Door,
  org: Org,
  platform: Platform,
  request: InboundRequest,
  reason: Refusal,
  at: Date,
): boolean => isHandshake(platform, request, reason) && allowHandshake(org.id, platform.slug, at)

/** A query may carry an escaped NUL, which JSON can hold and the store cannot. */
function storableQuery(query: InboundRequest['query']): string {
  const kept: Record<string, string> = {}
  for (const name in query) kept[storableText(name)] = storableText(String(query[name]))
  return JSON.stringify(kept)
}
