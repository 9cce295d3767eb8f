import { fail, ok, type Result } from '../../../lib/result.ts'
import { readFields, readText } from '../fields.ts'
import type { Settings } from '../platform.ts'
import type { VendorCall, VendorRequest, VendorResponse } from '../vendor.ts'

/** The addresses of one tenant's API. They come from the settings only, so no answer can redirect Parley. */
export interface Tenant {
  readonly authUrl: string
  readonly restUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly accountId: string | undefined
}

export interface Session {
  /** A call to the REST API with the configured package. */
  readonly call: (method: VendorRequest['method'], path: string, body?: unknown) => ReturnType<VendorCall>
  /** The permissions of the token; null if the vendor did not list them. */
  readonly scopes: ReadonlySet<string> | null
}

const WHERE = 'In Marketing Cloud: Setup > Apps > Installed Packages, in the API Integration of the package.'

/** Fails with the missing or invalid settings. */
export function readTenant(settings: Settings): Result<Tenant, string> {
  const { client_id: clientId, client_secret: clientSecret, account_id: accountId } = settings
  const domain = settings['subdomain']?.trim() ?? ''
  const hasAddresses = Boolean(settings['base_url'] && settings['auth_url'])
  const missing = [
    ...(domain || hasAddresses ? [] : ['subdomain']),
    ...(clientId ? [] : ['client_id']),
    ...(clientSecret ? [] : ['client_secret']),
  ]
  if (!clientId || !clientSecret || missing.length > 0)
    return fail(`Enter ${missing.join(', ')} in the settings of Salesforce Marketing Cloud. ${WHERE}`)
  const subdomain = readSubdomain(domain)
  if (subdomain === undefined && !hasAddresses)
    return fail(
      `"${domain}" is not a subdomain: enter only the part before .rest.marketingcloudapis.com. ${WHERE}`,
    )
  const host = (service: string) => `https://${subdomain}.${service}.marketingcloudapis.com`
  return ok({
    authUrl: withoutSlash(settings['auth_url'] ?? host('auth')),
    restUrl: withoutSlash(settings['base_url'] ?? host('rest')),
    clientId,
    clientSecret,
    accountId,
  })
}

/** Users paste the whole Base URI. */
function readSubdomain(text: string): string | undefined {
  const [, subdomain] =
    /^(?:https:\/\/)?([a-z0-9-]+)(?:\.(?:auth|rest|soap)\.marketingcloudapis\.com\/?)?$/i.exec(text) ?? []
  return subdomain?.toLowerCase()
}

const withoutSlash = (url: string): string => url.trim().replace(/\/+$/, '')

/** Gets a token. Fails with a fix for users. */
export async function signIn(tenant: Tenant, call: VendorCall): Promise<Result<Session, string>> {
  const answer = await call({
    method: 'POST',
    url: `${tenant.authUrl}/v2/token`,
    headers: { accept: 'application/json' },
    body: {
      grant_type: 'client_credentials',
      client_id: tenant.clientId,
      client_secret: tenant.clientSecret,
      ...(tenant.accountId && { account_id: tenant.accountId }),
    },
  })
  if (!answer.ok) return fail(`${answer.reason} Check the subdomain in the settings. ${WHERE}`)
  const token = readText(readFields(answer.value.body)['access_token'], 8192)
  if (answer.value.status !== 200 || token === null) return fail(tokenFix(answer.value))
  const scope = readFields(answer.value.body)['scope']
  return ok({
    scopes: typeof scope === 'string' ? new Set(scope.split(/\s+/)) : null,
    call: (method, path, body) =>
      call({
        method,
        url: `${tenant.restUrl}${path}`,
        headers: { accept: 'application/json', authorization: `Bearer ${token}` },
        ...(body !== undefined && { body }),
      }),
  })
}

function tokenFix({ status, body }: VendorResponse): string {
  if (status === 400 || status === 401)
    return `Marketing Cloud did not accept the client_id and client_secret (${saidBy(status, body)}). Copy both again, and check that the package is active and that the subdomain and business unit belong to it. ${WHERE}`
  if (status === 404)
    return `There is no Marketing Cloud at that address (${saidBy(status, body)}). Check the subdomain. ${WHERE}`
  return otherFix(status, body)
}

/** The fix for errors that are the same for every call. */
export function otherFix(status: number, body: unknown): string {
  if (status === 429)
    return 'Marketing Cloud refused because of too many calls (429). Wait some minutes and try again.'
  if (status >= 500)
    return `Marketing Cloud has an internal problem (${saidBy(status, body)}). Try again later; see status.salesforce.com.`
  return `Marketing Cloud answered ${saidBy(status, body)}. Check the settings and try again.`
}

/** The status and the vendor's message, cut to fit in a sentence. */
export function saidBy(status: number, body: unknown): string {
  const fields = readFields(body)
  const said = [fields['error_description'], fields['message'], fields['error']].map(value => readText(value))
  const text = said.find(value => value !== null)
  return text == null ? String(status) : `${status}: ${text.slice(0, 200)}`
}
