import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'
import type { VendorRequest } from '../vendor.ts'

const IMS_URL = 'https://ims-na1.adobelogin.com'
export const PLATFORM_URL = 'https://platform.adobe.io'
export const SANDBOX = 'prod'
const SCOPES = 'openid,AdobeID,read_organizations,additional_info.projectedProductContext,session'

/** Addresses without a trailing slash. */
export interface AdobeApi {
  readonly ims: string
  readonly platform: string
}

/**
 * The addresses of Adobe's APIs: from the settings, otherwise Adobe's defaults. Fails with the mistake in the
 * settings.
 */
export function findAdobeApi({ ims_url, base_url }: Settings): Result<AdobeApi, string> {
  for (const [key, url] of Object.entries({ ims_url, base_url })) {
    if (url && !URL.canParse(url)) return fail(`"${url}" is not a web address. Correct ${key}.`)
  }
  return ok({ ims: withoutSlash(ims_url || IMS_URL), platform: withoutSlash(base_url || PLATFORM_URL) })
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** Requests an access token with an OAuth Server-to-Server credential. The token is valid for a day. */
export const tokenRequest = ({ ims }: AdobeApi, settings: Settings): VendorRequest => ({
  method: 'POST',
  url: `${ims}/ims/token/v3`,
  headers: { accept: 'application/json' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: settings['client_id'] ?? '',
    client_secret: settings['client_secret'] ?? '',
    scope: settings['scopes'] || SCOPES,
  }),
})

/** The headers of every call to Adobe's platform. */
export const platformHeaders = (settings: Settings, accessToken: string): Record<string, string> => ({
  accept: 'application/json',
  authorization: `Bearer ${accessToken}`,
  'x-api-key': settings['client_id'] ?? '',
  'x-gw-ims-org-id': settings['ims_org_id'] ?? '',
  'x-sandbox-name': settings['sandbox_name'] || SANDBOX,
})
