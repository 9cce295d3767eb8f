import { isIP } from 'node:net'
import { fail, ok, type Result } from '../../lib/result.ts'
import { type Address, readAddress, whyNotPublic } from './address.ts'
import { type AllowList, allows, type Target } from './allow-list.ts'
import { failure, type OutboundFailure } from './failure.ts'

export const ALLOW_SETTING = 'PARLEY_ALLOWED_PRIVATE_HOSTS'

/**
 * Whether a connection is allowed: to all of the addresses or to none, because the system chooses the address.
 * @param addresses the resolved addresses of the host; for a host that is an address, the address itself
 */
export function vet(
  list: AllowList,
  target: Target,
  addresses: readonly string[],
): Result<readonly string[], OutboundFailure> {
  if (addresses.length === 0) return fail(failure('not-found', `There is no address for "${target.host}".`))
  for (const text of addresses) {
    const address = readAddress(text)
    const reason = address === undefined ? `it has no usable address` : whyRefused(list, target, address)
    if (reason !== undefined)
      return fail(failure('address-refused', `"${target.host}" may not be called: ${reason}.`))
  }
  return ok(addresses)
}

/**
 * Whether a connection would be allowed now: for settings, before they are saved. A name that has no address now may
 * have one later, so it is allowed, unless the traffic would not be encrypted.
 */
export async function vetNow(
  list: AllowList,
  target: Target,
  resolve: (name: string) => Promise<readonly string[]>,
): Promise<Result<void, OutboundFailure>> {
  const addresses = isIP(target.host) === 0 ? await resolve(target.host).catch(() => []) : [target.host]
  const vetted = vet(list, target, addresses)
  if (vetted.ok || (addresses.length === 0 && !OPEN_PROTOCOLS.has(target.protocol))) return ok(undefined)
  return vetted
}

/** Unencrypted traffic is allowed only to hosts that the operator lists. */
const OPEN_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['http:', `http:// is only for hosts that the operator has listed in ${ALLOW_SETTING}; use https://`],
  [
    'smtp:',
    `mail without encryption is only for hosts that the operator has listed in ${ALLOW_SETTING}; set security to starttls or tls`,
  ],
])

function whyRefused(list: AllowList, target: Target, address: Address): string | undefined {
  if (allows(list, target, address)) return undefined
  const reason = whyNotPublic(address)
  if (reason !== undefined) return `${reason}, and the operator has not listed it in ${ALLOW_SETTING}`
  return OPEN_PROTOCOLS.get(target.protocol)
}
