import { isIP } from 'node:net'
import type { Agent, Dispatcher } from 'undici'
import { fail, ok, type Result } from '../../lib/result.ts'
import { type AllowList, readAllowList, type Target } from './allow-list.ts'
import { failure, type OutboundFailure, toFailure } from './failure.ts'
import { vet, vetNow } from './guard.ts'
import { checkRequest, type OutboundRequest } from './request.ts'
import { startOfBody } from './start-of-body.ts'
import { type ConnectOptions, openVettedAgent, resolveBySystem, targetOf } from './vetted-agent.ts'

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

export interface ResponseHead {
  readonly status: number
  /** Names in lower case. Repeated headers are joined with commas. */
  readonly headers: Readonly<Record<string, string>>
}

export interface OutboundResponse extends ResponseHead {
  readonly body: Uint8Array
}

export interface OutboundOptions extends ConnectOptions {
  /** As in the setting: names, addresses, networks, separated by commas. */
  readonly allowedPrivateHosts: string
  /** For the whole call, from looking up the name to the last byte of the answer. */
  readonly timeoutMs: number
  readonly responseBytesMax: number
}

/**
 * Guards every call against server-side request forgery. Names are resolved and all their addresses checked as part
 * of connecting. The connection goes to the checked address, even if the name changes a moment later.
 * @throws if the allow-list is not valid
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const { timeoutMs, responseBytesMax, resolve = resolveBySystem } = options
  const list = readAllowList(options.allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  const agent = openVettedAgent(list.value, options, responseBytesMax)

  return {
    async send(request) {
      const url = checkTarget(list.value, request)
      if (!url.ok) return url
      const limitMs = request.timeoutMs ?? timeoutMs
      try {
        return refuseRedirect(targetOf(url.value), await exchange(agent, url.value, request, limitMs))
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

/** The URL of a call, unless its host is an address that may not be called. A name is looked up later. */
export function checkTarget(list: AllowList, request: OutboundRequest): Result<URL, OutboundFailure> {
  const url = checkRequest(request)
  if (!url.ok) return url
  const target = targetOf(url.value)
  const literal = isIP(target.host) === 0 ? ok([]) : vet(list, target, [target.host])
  return literal.ok ? url : literal
}

async function exchange(
  agent: Agent,
  url: URL,
  { method, headers, body, isStatusEnough }: OutboundRequest,
  timeoutMs: number,
): Promise<OutboundResponse> {
  const answer = await agent.request({
    ...wireFormOf(url, { method, headers, body }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return {
    ...headOf(answer),
    body: isStatusEnough ? await startOfBody(answer.body) : await answer.body.bytes(),
  }
}

/** A call as undici takes it. */
export const wireFormOf = (
  url: URL,
  {
    method,
    headers,
    body,
  }: Pick<OutboundRequest, 'method' | 'headers'> & { body: OutboundRequest['body'] | undefined },
) => ({
  origin: url.origin,
  path: url.pathname + url.search,
  method,
  // A compressed answer could be small in transit and very large afterwards.
  headers: { 'user-agent': 'Parley', 'accept-encoding': 'identity', ...lowerCased(headers) },
  body: body ?? null,
})

export function headOf({ statusCode, headers }: Dispatcher.ResponseData): ResponseHead {
  const received: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    received[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  return { status: statusCode, headers: received }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const REDIRECTS = new Set([301, 302, 303, 307, 308])

export function refuseRedirect<Response extends ResponseHead>(
  { host }: Target,
  response: Response,
): Result<Response, OutboundFailure> {
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
