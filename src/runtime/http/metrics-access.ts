import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { equalInConstantTime } from '../../lib/signature.ts'
import { presentedKey } from './api-key.ts'
import { Problem } from './problem.ts'

/** Headers with which a proxy passes a call on. The caller then is not on this machine, although the proxy is. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via']

/**
 * Metrics tell how much an installation does. Without a token, only this machine may read them.
 * @throws Problem missing-key or wrong-key
 */
export function requireMetricsAccess(
  { headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>,
  token: string,
): void {
  if (token === '') {
    const isForwarded = FORWARDED.some(name => headers[name] !== undefined)
    if (!isForwarded && isLoopback(socket.remoteAddress)) return
    throw new Problem(
      'missing-key',
      'Only this machine may read the metrics as long as PARLEY_METRICS_TOKEN is not set. Set it, and send it as Authorization: Bearer <token>.',
    )
  }
  const presented = presentedKey(headers)
  if (presented === undefined)
    throw new Problem(
      'missing-key',
      'Send the value of PARLEY_METRICS_TOKEN as Authorization: Bearer <token>.',
    )
  if (!equalInConstantTime(presented, token))
    throw new Problem('wrong-key', 'This is not the value of PARLEY_METRICS_TOKEN.')
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
