import type { Result } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'
import { findRegionalHost } from '../vendor.ts'

const HOSTS = { us: 'https://api.customer.io', eu: 'https://api-eu.customer.io' }

/** The address of the account's App API, without a trailing slash. Fails with the mistake in the settings. */
export const findAppApi = (settings: Settings): Result<string, string> => findRegionalHost(HOSTS, settings)
