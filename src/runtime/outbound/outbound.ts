import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, Pool } from 'undici'
import { fail, ok, type Result } from '../../lib/result.ts'
import { type AllowList, hostOf, readAllowList, type Target } from './allow-list.ts'
import { failure, OutboundError, type OutboundFailure, toFailure } from './failure.ts'
import { vet, vetNow } from './guard.ts'
import { checkRequest, type OutboundRequest } from './request.ts'
import { startOfBody } from './start-of-body.ts'

/** All outgoing calls of this process. */
export interface Outbound {
  /** Makes one call and does not follow redirects. The call always ends within the timeout. */
  send(request: OutboundRequest): Promise<Result<OutboundResponse, OutboundFailure>>
  /**
   * Whether a call to this URL would be allowed now: for settings, before they are saved. A name that cannot be
   * resolved now may be resolvable at the time of a call. Each call is checked again in any case.
   */
  vet(url: string): Promise<Result<URL, OutboundFailure>>
  /** Resolves when the running calls have ended. */
  close(): Promise<void>
}

export interface OutboundResponse {
  readonly status: number
  /** Names in lower case. Repeated headers are joined with commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface OutboundOptions {
  /** As in the setting: names, addresses, networks, separated by commas. */
  readonly allowedPrivateHosts: string
  /** For the whole call, from looking up the name to the last byte of the answer. */
  readonly timeoutMs: number
  /**
   * For looking up the name, connecting and encrypting. Before that nothing can have arrived. Default: five seconds.
   */
  readonly connectTimeoutMs?: number
  readonly responseBytesMax: number
  /** Resolves a name to its addresses. Default: the system's resolver. */
  readonly resolve?: Resolve
  /** In PEM: trusted instead of the system's authorities. */
  readonly authorities?: string
}

const CONNECT_TIMEOUT_MS = 5_000

export type Resolve = (name: string) => Promise<readonly string[]>

/**
 * Guards every call against server-side request forgery. Names are resolved and all their addresses checked as part
 * of connecting. The connection goes to the checked address, even if the name changes a moment later.
 * @throws if the allow-list is not valid
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const { timeoutMs, responseBytesMax, resolve = resolveBySystem, authorities: ca } = options
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS } = options
  const list = readAllowList(options.allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  const agent = new Agent({
    maxResponseSize: responseBytesMax,
    factory: (origin, settings) =>
      new Pool(origin, {
        ...settings,
        connect: {
          timeout: connectTimeoutMs,
          lookup: vettedLookup(list.value, targetOf(new URL(origin)), resolve),
          ...(ca === undefined ? {} : { ca }),
        },
      }),
  })

  return {
    async send(request) {
      const url = checkRequest(request)
      if (!url.ok) return url
      const target = targetOf(url.value)
      const limitMs = request.timeoutMs ?? timeoutMs
      // A host that is an address needs no look-up.
      const literal = isIP(target.host) === 0 ? ok([]) : vet(list.value, target, [target.host])
      if (!literal.ok) return literal
      try {
        return refuseRedirect(target, await exchange(agent, url.value, request, limitMs))
      } catch (error) {
        return fail(toFailure(error, url.value.host, limitMs))
      }
    },
    async vet(text) {
      const url = checkRequest({ method: 'GET', url: text, headers: {} })
      if (!url.ok) return url
      const vetted = await vetNow(list.value, targetOf(url.value), resolve)
      return vetted.ok ? url : vetted
    },
    close: () => agent.close(),
  }
}

export const resolveBySystem: Resolve = async name =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address)

const targetOf = (url: URL): Target => ({
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

async function exchange(
  agent: Agent,
  url: URL,
  { method, headers, body, isStatusEnough }: OutboundRequest,
  timeoutMs: number,
): Promise<OutboundResponse> {
  const answer = await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    // A compressed answer could be small in transit and very large afterwards.
    headers: { 'user-agent': 'Parley', 'accept-encoding': 'identity', ...lowerCased(headers) },
    body: body ?? null,
    signal: AbortSignal.timeout(timeoutMs),
  })
  const received: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers))
    received[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  return {
    status: answer.statusCode,
    headers: received,
    body: isStatusEnough ? await startOfBody(answer.body) : await answer.body.bytes(),
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const REDIRECTS = new Set([301, 302, 303, 307, 308])

function refuseRedirect(
  { host }: Target,
  response: OutboundResponse,
): Result<OutboundResponse, OutboundFailure> {
  if (!REDIRECTS.has(response.status)) return ok(response)
  const to = URL.parse(response.headers['location'] ?? '')?.origin
  const elsewhere = to === undefined ? 'elsewhere' : `to ${to}`
  return fail(
    failure(
      'redirect',
      `"${host}" redirects ${elsewhere} (${response.status}). Parley does not follow redirects.`,
    ),
  )
}
