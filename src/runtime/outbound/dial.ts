import { connect, isIP, type Socket } from 'node:net'
import { fail, ok, type Result } from '../../lib/result.ts'
import { readAllowList } from './allow-list.ts'
import { type OutboundFailure, toFailure } from './failure.ts'
import { vet } from './guard.ts'
import { type OutboundOptions, resolveBySystem, vettedLookup } from './outbound.ts'

/**
 * Opens a connection for a protocol other than HTTP, to an address that this process may call.
 * @param isSecure whether the following traffic will be encrypted
 */
export type Dial = (host: string, port: number, isSecure: boolean) => Promise<Result<Socket, OutboundFailure>>

/** The same guard as for HTTP calls: the connection goes to the checked address. */
export function createDial({
  allowedPrivateHosts,
  timeoutMs,
  resolve = resolveBySystem,
}: Pick<OutboundOptions, 'allowedPrivateHosts' | 'timeoutMs' | 'resolve'>): Dial {
  const list = readAllowList(allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  return async (name, port, isSecure) => {
    const host = name.toLowerCase().replace(/^\[|\]$|\.$/g, '')
    const target = { protocol: isSecure ? 'smtps:' : 'smtp:', host, port }
    // A host that is an address needs no look-up.
    const literal = isIP(host) === 0 ? ok([]) : vet(list.value, target, [host])
    if (!literal.ok) return literal
    try {
      return ok(await open(host, port, timeoutMs, vettedLookup(list.value, target, resolve)))
    } catch (error) {
      return fail(toFailure(error, `${host}:${port}`, timeoutMs))
    }
  }
}

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
