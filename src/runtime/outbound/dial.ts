import { connect, isIP, type Socket } from 'node:net'
import { fail, ok, type Result } from '../../lib/result.ts'
import { readAllowList, type Target } from './allow-list.ts'
import { type OutboundFailure, toFailure } from './failure.ts'
import { vet, vetNow } from './guard.ts'
import type { OutboundOptions } from './outbound.ts'
import { resolveBySystem, vettedLookup } from './vetted-agent.ts'

/** Connections for a protocol other than HTTP. `isSecure`: whether the traffic will be encrypted. */
export interface Dial {
  /** Opens a connection to an address that this process may call. */
  (host: string, port: number, isSecure: boolean): Promise<Result<Socket, OutboundFailure>>
  /** Whether it would be allowed now: for settings, before they are saved. */
  vet(host: string, port: number, isSecure: boolean): Promise<Result<void, OutboundFailure>>
}

/** The same guard as for HTTP calls: the connection goes to the checked address. */
export function createDial({
  allowedPrivateHosts,
  timeoutMs,
  resolve = resolveBySystem,
}: Pick<OutboundOptions, 'allowedPrivateHosts' | 'timeoutMs' | 'resolve'>): Dial {
  const list = readAllowList(allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  const dial = async (
    name: string,
    port: number,
    isSecure: boolean,
  ): Promise<Result<Socket, OutboundFailure>> => {
    const target = targetOf(name, port, isSecure)
    const { host } = target
    // A host that is an address needs no look-up.
    const literal = isIP(host) === 0 ? ok([]) : vet(list.value, target, [host])
    if (!literal.ok) return literal
    try {
      return ok(await open(host, port, timeoutMs, vettedLookup(list.value, target, resolve)))
    } catch (error) {
      return fail(toFailure(error, `${host}:${port}`, timeoutMs))
    }
  }
  return Object.assign(dial, {
    vet: (name: string, port: number, isSecure: boolean) =>
      vetNow(list.value, targetOf(name, port, isSecure), resolve),
  })
}

const targetOf = (name: string, port: number, isSecure: boolean): Target => ({
  protocol: isSecure ? 'smtps:' : 'smtp:',
  host: name.toLowerCase().replace(/^\[|\]$|\.$/g, ''),
  port,
})

function open(
  host: string,
  port: number,
  timeoutMs: number,
  lookup: ReturnType<typeof vettedLookup>,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup })
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('timed out'), { code: 'UND_ERR_CONNECT_TIMEOUT' })),
      timeoutMs,
    )
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
