import ipaddr from 'ipaddr.js'

/**
 * The network of a caller, in place of its whole address: /24 of IPv4, /48 of IPv6. Null for text that is no address.
 */
export function ipPrefix(address: string): string | null {
  if (!ipaddr.isValid(address)) return null
  const read = ipaddr.process(address)
  const bits = read.kind() === 'ipv4' ? 24 : 48
  const bytes = read.toByteArray().map((byte, at) => (at < bits / 8 ? byte : 0))
  return `${ipaddr.fromByteArray(bytes)}/${bits}`
}
