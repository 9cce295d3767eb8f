import type { onRequestHookHandler } from 'fastify'
import ipaddr from 'ipaddr.js'
import { refusalOf, showLimits } from './answer.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** Whose calls from outside count together: an address of IPv4, a /64 of IPv6, because one customer of a provider has it. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv6' ? parsed.toByteArray().slice(0, 8).join('.') : parsed.toString()
}

/** An `onRequest` hook for routes that anybody may call. */
export const limitNetwork =
  (limiter: RateLimiter, perMinute: number): onRequestHookHandler =>
  (request, reply, done) => {
    const spent = limiter.spend([{ name: 'network', key: networkOf(request.ip), perMinute }])
    showLimits(reply, spent)
    done(refusalOf(spent, (_, wait) => `Too many calls from your network. Try again in ${wait} s.`))
  }
