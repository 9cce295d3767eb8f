import ipaddr from 'ipaddr.js'
import { fail, ok, type Result } from '../../lib/result.ts'
import { type Address, readAddress } from './address.ts'

/** The targets that an operator allows besides public addresses over HTTPS. */
export type AllowList = readonly Entry[]

type Entry = { readonly port: number | undefined } & (
  | { readonly name: string }
  | { readonly network: readonly [Address, number] }
)

/** The target of a connection. */
export interface Target {
  readonly protocol: string
  /** A name in lower case, or an address without brackets. */
  readonly host: string
  readonly port: number
}

/**
 * Parses the setting: names, addresses and networks (10.1.0.0/16), separated by commas. Names and addresses may have
 * a port (receiver.internal:8443, [fd00::1]:8080). Fails with the mistake.
 */
export function readAllowList(text: string): Result<AllowList, string> {
  const entries: Entry[] = []
  for (const item of text.split(',').map(part => part.trim())) {
    if (item === '') continue
    const entry = readNetwork(item) ?? readHost(item)
    if (entry === undefined)
      return fail(
        `"${item}" is not a host name, address or network, such as receiver.internal:8443 or 10.1.0.0/16.`,
      )
    entries.push(entry)
  }
  return ok(entries)
}

function readNetwork(item: string): Entry | undefined {
  const [base, bits, ...more] = item.split('/')
  const address = readAddress(base ?? '')
  if (address === undefined || more.length > 0) return undefined
  const bitsMax = address.kind() === 'ipv4' ? 32 : 128
  if (bits === undefined) return { network: [address, bitsMax], port: undefined }
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > bitsMax) return undefined
  return { network: [address, Number(bits)], port: undefined }
}

function readHost(item: string): Entry | undefined {
  const parts = /^(?<host>\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(?<port>\d{1,5}))?$/i.exec(item)?.groups
  if (parts === undefined) return undefined
  const port = parts['port'] === undefined ? undefined : Number(parts['port'])
  // Parsed in the same way as the called addresses, so that both have the same form.
  const url = URL.parse(`http://${parts['host']}/`)
  if (url === null || (port !== undefined && (port < 1 || port > 65_535))) return undefined
  const host = hostOf(url)
  const address = readAddress(host)
  return address === undefined
    ? { name: host, port }
    : { network: [address, address.kind() === 'ipv4' ? 32 : 128], port }
}

/** The host of a URL, without the brackets around IPv6 and without the final dot of a full name. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$|\.$/g, '')

/** Whether the operator allows connections to this address for this target. */
export const allows = (list: AllowList, { host, port }: Target, address: Address): boolean =>
  list.some(entry => {
    if (entry.port !== undefined && entry.port !== port) return false
    return 'name' in entry ? entry.name === host : contains(entry.network, address)
  })

function contains([base, bits]: readonly [Address, number], address: Address): boolean {
  if (base instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(base, bits)
  return address instanceof ipaddr.IPv6 && address.match(base, bits)
}
