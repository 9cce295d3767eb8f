import { SECOND_MS } from '../../../lib/duration.ts'
import { Problem } from '../problem.ts'
import type { Spent } from './rate-limiter.ts'

const WINDOW_SECONDS = 60
const ROUNDING = 1e-6
const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / SECOND_MS - ROUNDING))

export interface Headers {
  header(name: string, value: string): unknown
}

/**
 * Tells a client what it may still do, with the header fields of draft-ietf-httpapi-ratelimit-headers-11. `t` is the
 * time until all of the quota is there again; after a refusal, until one call is.
 */
export function showLimits(reply: Headers, spent: readonly Spent[]): void {
  if (spent.length === 0) return
  const of = (write: (each: Spent) => string) =>
    spent.map(each => `"${each.limit.name}";${write(each)}`).join(', ')
  reply.header(
    'ratelimit-policy',
    of(({ limit }) => `q=${limit.perMinute};w=${WINDOW_SECONDS}`),
  )
  reply.header(
    'ratelimit',
    of(
      ({ remaining, fullInMs, retryAfterMs, isAllowed }) =>
        `r=${remaining};t=${seconds(isAllowed ? fullInMs : retryAfterMs)}`,
    ),
  )
}

/** The refusal of a call, or undefined if every limit allows it. */
export function refusalOf(
  spent: readonly Spent[],
  detailOf: (refusing: Spent, waitSeconds: number) => string,
): Problem | undefined {
  const [slowest] = spent
    .filter(({ isAllowed }) => !isAllowed)
    .toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)
  if (slowest === undefined) return undefined
  const retryAfterSeconds = seconds(slowest.retryAfterMs)
  return new Problem('too-many-requests', detailOf(slowest, retryAfterSeconds), [], { retryAfterSeconds })
}
