import type { Result } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'
import { findRegionalHost } from '../vendor.ts'

const HOSTS = { us: 'https://api.iterable.com', eu: 'https://api.eu.iterable.com' }

/** The address of the project's API, without a trailing slash. Fails with the mistake in the settings. */
export const findApi = (settings: Settings): Result<string, string> => findRegionalHost(HOSTS, settings)
