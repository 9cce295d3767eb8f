import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Parses a text as an address, or returns undefined. Only the usual forms: four decimal numbers, or IPv6. */
export const readAddress = (text: string): Address | undefined =>
  isIP(text) === 0 ? undefined : ipaddr.parse(text)

/**
 * The reason, in words, why an address is not part of the public internet; undefined if it is.
 *
 * IPv4: addresses without a special registration (RFC 6890 and its successors). IPv6: addresses in 2000::/3, the only
 * allocated part (RFC 4291), without a special registration. All forms that wrap an IPv4 address (mapped, compatible,
 * NAT64, 6to4, Teredo) are refused, whatever they wrap.
 */
export function whyNotPublic(address: Address): string | undefined {
  const range = address.range()
  if (range !== 'unicast') return `${address} is ${NAMES[range] ?? 'a reserved address'}`
  if (CLOUD_INTERNAL.has(address.toString())) return `${address} is an internal address of a cloud provider`
  if (address.kind() === 'ipv6' && !isGlobalUnicast(address)) return `${address} is a reserved address`
  return undefined
}

const isGlobalUnicast = (address: Address): boolean => ((address.toByteArray()[0] ?? 0) & 0xe0) === 0x20

// Azure uses a public address for metadata and for the host's own services.
const CLOUD_INTERNAL: ReadonlySet<string> = new Set(['168.63.129.16'])

const NAMES: Readonly<Record<string, string>> = {
  unspecified: 'an unspecified address',
  broadcast: 'a broadcast address',
  multicast: 'a multicast address',
  linkLocal: 'a link-local address',
  loopback: 'a loopback address',
  carrierGradeNat: "an address of a provider's own network",
  private: 'a private address',
  uniqueLocal: 'a private address',
  deprecatedSiteLocal: 'a private address',
  ipv4Mapped: 'an IPv4 address in disguise',
  rfc6145: 'an IPv4 address in disguise',
  rfc6052: 'an IPv4 address in disguise',
  '6to4': 'an IPv4 address in disguise',
  teredo: 'an IPv4 address in disguise',
}
