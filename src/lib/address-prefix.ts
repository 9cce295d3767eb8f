import ipaddr from 'ipaddr.js'

/**
 * The network of an address: its first three bytes for IPv4, its first six for IPv6. It tells callers apart and
 * identifies no household.
 * @returns `203.0.113.0/24` or `2001:db8:12::/48`; an empty text if it is no address
 */
export function addressPrefix(address: string): string {
  if (!ipaddr.isValid(address)) return ''
  const known = ipaddr.process(address)
  const length = known.kind() === 'ipv4' ? 24 : 48
  const bytes = known.toByteArray().map((byte, at) => (at < length / 8 ? byte : 0))
  return `${ipaddr.fromByteArray(bytes).toString()}/${length}`
}
