import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'

const HOSTS: ReadonlyMap<string, string> = new Map([
  ['us', 'https://api.customer.io'],
  ['eu', 'https://api-eu.customer.io'],
])

/**
 * The address of the account's App API: `base_url`, otherwise the host of its region.
 * @returns an address without a trailing slash; fails with the mistake in the settings
 */
export function findAppApi({ base_url, region }: Settings): Result<string, string> {
  if (base_url && !URL.canParse(base_url))
    return fail(`"${base_url}" is not a web address. Correct base_url.`)
  if (base_url) return ok(base_url.replace(/\/+$/, ''))
  const host = HOSTS.get(region?.toLowerCase() || 'us')
  return host === undefined
    ? fail(`The region "${region}" does not exist. Set region to us or eu.`)
    : ok(host)
}
