import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, Pool } from 'undici'
import { type AllowList, hostOf, type Target } from './allow-list.ts'
import { OutboundError } from './failure.ts'
import { vet } from './guard.ts'

export type Resolve = (name: string) => Promise<readonly string[]>

export interface ConnectOptions {
  /**
   * For looking up the name, connecting and encrypting. Before that nothing can have arrived. Default: five seconds.
   */
  readonly connectTimeoutMs?: number
  /** Resolves a name to its addresses. Default: the system's resolver. */
  readonly resolve?: Resolve
  /** In PEM: trusted instead of the system's authorities. */
  readonly authorities?: string
}

const CONNECT_TIMEOUT_MS = 5_000

/**
 * Connections whose addresses are checked.
 * @param responseBytesMax the largest body; undefined if the caller counts
 */
export function openVettedAgent(
  list: AllowList,
  options: ConnectOptions,
  responseBytesMax: number | undefined,
): Agent {
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, resolve = resolveBySystem, authorities: ca } = options
  return new Agent({
    ...(responseBytesMax === undefined ? {} : { maxResponseSize: responseBytesMax }),
    factory: (origin, settings) =>
      new Pool(origin, {
        ...settings,
        connect: {
          timeout: connectTimeoutMs,
          lookup: vettedLookup(list, targetOf(new URL(origin)), resolve),
          ...(ca === undefined ? {} : { ca }),
        },
      }),
  })
}

export const resolveBySystem: Resolve = async name =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address)

export const targetOf = (url: URL): Target => ({
  protocol: url.protocol,
  host: hostOf(url),
  port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
})

/** Resolving and checking are one step of connecting, so nothing can change between them. */
export function vettedLookup(list: AllowList, target: Target, resolve: Resolve): LookupFunction {
  return (_name, { all }, answer) => {
    resolve(target.host).then(
      addresses => {
        const vetted = vet(list, target, addresses)
        if (!vetted.ok) return answer(new OutboundError(vetted.reason), [])
        const found = vetted.value.map(address => ({ address, family: isIP(address) }))
        const [first] = found
        return all || first === undefined ? answer(null, found) : answer(null, first.address, first.family)
      },
      error => answer(error, []),
    )
  }
}
