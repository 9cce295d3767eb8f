import { readAddress, whyNotPublic } from '../../runtime/outbound/address.ts'
import { hostOf } from '../../runtime/outbound/allow-list.ts'

const FIX =
  'Set PUBLIC_URL to the https address under which the internet reaches this server, restart Parley, and copy the addresses anew.'

/**
 * Why no platform can call the addresses of the instructions, in words with the fix. Null if nothing speaks against it:
 * only a call shows whether it works.
 * @param isNear whether the callers may stand in the same network
 */
export function publicUrlNotice(publicUrl: string, isNear: boolean): string | null {
  const url = URL.parse(publicUrl)
  if (url === null) return `${publicUrl} is no address. ${FIX}`
  const why = whyUnreachable(url)
  if (why === undefined) return null
  return isNear
    ? `Only programs that reach ${url.origin} can use these addresses: ${why}. For others, set PUBLIC_URL and restart Parley.`
    : `No platform can reach ${url.origin}: ${why}. ${FIX}`
}

/** Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's .internal). */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|example|alt|onion)$/

function whyUnreachable(url: URL): string | undefined {
  const host = hostOf(url)
  const address = readAddress(host)
  const reason = address === undefined ? undefined : whyNotPublic(address)
  if (reason !== undefined) return reason
  if (address === undefined && (!host.includes('.') || PRIVATE_NAME.test(host)))
    return `"${host}" is a name of a private network`
  return url.protocol === 'https:'
    ? undefined
    : 'it has no encryption, and platforms call https addresses only'
}
