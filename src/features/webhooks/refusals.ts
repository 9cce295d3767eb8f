import { REFUSED } from '../../core/events/standing.ts'
import { createFlusher } from '../../lib/collect/flusher.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { createId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import { ipPrefix } from '../../runtime/http/ip-prefix.ts'

/** A call that verification refused. Neither its body nor the values of its headers are kept. */
export interface RefusedCall {
  readonly id: string
  readonly orgId: number
  readonly platform: string
  readonly receivedAt: Date
  readonly reason: string
  readonly headerNames: readonly string[]
  readonly sizeBytes: number
  readonly addressPrefix: string
}

/** The number of refused calls in a minute. */
export interface RefusedTally {
  readonly minute: Date
  readonly platform: string
  readonly outcome: typeof REFUSED
  readonly reason: string
  readonly standing: 'attention'
  readonly count: number
}

/** The refusals of an organisation since the last write. */
export interface RefusedOfOrg {
  readonly orgId: number
  readonly calls: readonly RefusedCall[]
  readonly tallies: readonly RefusedTally[]
}

export interface Refusal {
  readonly orgId: number
  readonly platform: string
  readonly at: Date
  readonly reason: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly sizeBytes: number
  readonly address: string
}

/**
 * Remembers refused calls and writes them every few seconds. All are counted. Of one network's calls only some are
 * described, and of a platform's calls too, so that a flood causes neither many writes nor much memory.
 */
export interface Refusals {
  add(refusal: Refusal): void
  /** Resolves when everything so far is written, or the attempt has failed. */
  flush(): Promise<void>
}

const PER_NETWORK = 50
const PER_PLATFORM = 200
const HEADERS_MAX = 40
const NAME_LENGTH_MAX = 80

interface Pending {
  readonly calls: RefusedCall[]
  readonly counts: Map<string, RefusedTally>
}

/** @param onError called if a write fails; the refusals of that write are lost */
export function createRefusals(
  write: (refused: RefusedOfOrg) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Refusals {
  let pending = new Map<number, Pending>()
  let described = new Map<string, number>()

  async function writeAll(): Promise<void> {
    const written = [...pending].sort(([left], [right]) => left - right)
    pending = new Map()
    described = new Map()
    for (const [orgId, { calls, counts }] of written)
      await write({ orgId, calls, tallies: [...counts.values()] }).catch(onError)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  /** Whether one more call may be described under this key. */
  function mayDescribe(key: string, most: number): boolean {
    const count = described.get(key) ?? 0
    if (count >= most) return false
    described.set(key, count + 1)
    return true
  }

  return {
    add(refusal) {
      later()
      const { orgId, platform } = refusal
      const ofOrg: Pending = pending.get(orgId) ?? { calls: [], counts: new Map() }
      pending.set(orgId, ofOrg)
      count(ofOrg.counts, refusal)
      const network = ipPrefix(refusal.address) ?? ''
      if (mayDescribe(`network ${network}`, PER_NETWORK) && mayDescribe(`${orgId} ${platform}`, PER_PLATFORM))
        ofOrg.calls.push(describe(refusal, network))
    },
    flush,
  }
}

function count(counts: Map<string, RefusedTally>, { platform, at, reason }: Refusal): void {
  const minute = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
  const key = `${platform} ${minute.getTime()} ${reason}`
  const before = counts.get(key)?.count ?? 0
  counts.set(key, {
    ...{ minute, platform, reason, outcome: REFUSED, standing: 'attention' },
    count: before + 1,
  })
}

const describe = (
  { orgId, platform, at, reason, headers, sizeBytes }: Refusal,
  network: string,
): RefusedCall => ({
  ...{ id: createId(at.getTime()), orgId, platform, receivedAt: at, reason, sizeBytes },
  headerNames: Object.keys(headers)
    .slice(0, HEADERS_MAX)
    .map(name => storableText(name.slice(0, NAME_LENGTH_MAX))),
  addressPrefix: network,
})
