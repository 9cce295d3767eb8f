import type { Clock } from '../../lib/clock.ts'
import type { Actor } from '../http/actor.ts'
import { type Headers, refusalOf, showLimits } from '../http/limits/answer.ts'
import { networkOf } from '../http/limits/network.ts'
import { createRateLimiter, type Limit } from '../http/limits/rate-limiter.ts'
import type { Scope } from '../http/permission.ts'
import type { Problem } from '../http/problem.ts'
import type { Org } from './catalog.ts'

/** Calls a minute, for organisations without limits of their own. Zero: no limit. */
export interface Rates {
  /** Of one key or signed-in person, to the management API. */
  readonly manageOfCaller: number
  /** Of one organisation, to the management API. */
  readonly manage: number
  /** Of one organisation, for wordings and messages. */
  readonly serve: number
  /** Of one organisation, with reports of events. */
  readonly ingest: number
  /** Of one network to one organisation, with a key that is refused. */
  readonly refused: number
}

/** A call whose sender is known. */
interface Call {
  readonly scope: Scope
  /** Undefined outside an organisation. */
  readonly org: Org | undefined
  /** Undefined for platforms that prove their calls without a key. */
  readonly actor: Actor | undefined
}

/** Lets calls in, or refuses them because there are too many. Each process counts for itself. */
export interface Admission {
  /**
   * Counts a call after its sender has proved who it is. The operator's key has no limit.
   * @returns the refusal; undefined if the call may go on
   */
  admit(call: Call, reply: Headers): Problem | undefined
  /**
   * Counts a call that was refused for its key. A right key is never refused for what others in its network do.
   * @param org undefined if the address names none
   * @returns the refusal that takes the place of the usual one; undefined while there are not too many
   */
  refused(ip: string, org: Org | undefined): Problem | undefined
}

/** Two of them: keys that are made up must not displace the counts of real ones. */
const KEPT = 50_000

/** @param onLimited called for every refusal, with the name of its limit */
export function createAdmission(
  rates: Rates,
  clock: Clock,
  onLimited: (scope: Scope | 'refused', limit: string) => void,
): Admission {
  const known = createRateLimiter(clock, KEPT)
  const unknown = createRateLimiter(clock, KEPT)
  return {
    admit(call, reply) {
      const limits = limitsOf(rates, call)
      if (limits.length === 0) return undefined
      const spent = known.spend(limits)
      showLimits(reply, spent)
      return refusalOf(spent, ({ limit }, wait) => {
        onLimited(call.scope, limit.name)
        return `${SUBJECTS[limit.name] ?? 'This caller'} may make ${limit.perMinute} calls of this kind a minute. Try again in ${wait} s. A steady pace below the limit is never refused; the fields RateLimit and RateLimit-Policy of each answer tell what is left.`
      })
    },
    refused(ip, org) {
      if (rates.refused === 0) return undefined
      const key = `${org?.id ?? ''} ${networkOf(ip)}`
      const spent = unknown.spend([{ name: 'refused', key, perMinute: rates.refused }])
      return refusalOf(spent, (_, wait) => {
        onLimited('refused', 'network')
        return `Too many calls with a key or an address that is not right came from your network. Correct it, and try again in ${wait} s.`
      })
    },
  }
}

const SUBJECTS: Readonly<Record<string, string>> = {
  key: 'This key',
  person: 'You',
  organisation: 'This organisation',
}

/** The limits of a call: those of its caller, and those of its organisation. */
function limitsOf(rates: Rates, { scope, org, actor }: Call): readonly Limit[] {
  if (actor?.kind === 'operator') return []
  const ofOrg = org?.limits[RATE_OF_SCOPE[scope]] ?? rates[scope]
  return [
    ...ofCaller(rates, scope, org, actor),
    ...(org === undefined || ofOrg === 0
      ? []
      : [{ name: 'organisation', key: `${scope} org ${org.id}`, perMinute: ofOrg }]),
  ]
}

const RATE_OF_SCOPE = {
  manage: 'manageCallsPerMinute',
  serve: 'generateCallsPerMinute',
  ingest: 'webhookCallsPerMinute',
} as const

function ofCaller(
  rates: Rates,
  scope: Scope,
  org: Org | undefined,
  actor: Actor | undefined,
): readonly Limit[] {
  if (actor === undefined) return []
  const own = actor.kind === 'key' ? org?.keys.get(actor.id)?.callsPerMinute : undefined
  // An organisation may give a key less than the operator gives everybody, and not more.
  const given = [own ?? 0, scope === 'manage' ? rates.manageOfCaller : 0].filter(rate => rate > 0)
  return given.length === 0
    ? []
    : [
        {
          name: actor.kind === 'key' ? 'key' : 'person',
          key: `${scope} ${actor.kind} ${actor.kind === 'key' ? org?.id : ''} ${actor.id}`,
          perMinute: Math.min(...given),
        },
      ]
}
