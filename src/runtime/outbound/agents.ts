import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { readAllowList, type Target } from './allow-list.ts'
import { OutboundError } from './failure.ts'
import { vet } from './guard.ts'
import { resolveBySystem, vettedLookup } from './vetted-agent.ts'

/** For libraries that make their own HTTP calls. */
export interface VettedAgents {
  readonly httpAgent: Agent
  readonly httpsAgent: SecureAgent
}

/**
 * Agents with the guard of every outgoing call: names are resolved and checked as a part of connecting.
 * @param endpoint the address of a server that is called; undefined for public servers with names
 * @throws OutboundError if the endpoint is an address that this process may not call
 */
export function createVettedAgents(allowedPrivateHosts: string, endpoint: URL | undefined): VettedAgents {
  const list = readAllowList(allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  const targetOf = (host: string): Target => {
    const protocol = endpoint?.protocol ?? 'https:'
    return { protocol, host, port: Number(endpoint?.port || (protocol === 'https:' ? 443 : 80)) }
  }
  const host = endpoint?.hostname.replace(/^\[|\]$/g, '') ?? ''
  // A host that is an address needs no look-up.
  const literal = isIP(host) === 0 ? undefined : vet(list.value, targetOf(host), [host])
  if (literal?.ok === false) throw new OutboundError(literal.reason)
  const lookup: LookupFunction = (name, options, answer) =>
    vettedLookup(list.value, targetOf(name.toLowerCase()), resolveBySystem)(name, options, answer)
  return {
    httpAgent: new Agent({ keepAlive: true, lookup }),
    httpsAgent: new SecureAgent({ keepAlive: true, lookup }),
  }
}
