import type { Configuration } from 'openid-client'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import { type Identity, readIdentity } from './identity.ts'

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Domains of addresses that may sign in. Empty: all. */
  readonly domains: readonly string[]
  readonly roleClaim: string | undefined
}

/** What the browser keeps, sealed, between the start of a sign-in and its end. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The identity provider of this installation. */
export interface OpenIdConnect extends Omit<OidcSettings, 'clientId' | 'clientSecret'> {
  /** For the button: the host of the issuer. */
  readonly name: string
  readonly callbackUrl: string
  /** The address at the provider, and what to keep until the answer. @throws if the provider cannot be reached */
  begin(): Promise<{ readonly url: string; readonly attempt: Attempt }>
  /**
   * Exchanges the code for the identity.
   * @param url to which the provider has sent the browser back
   * @throws if anything in the answer is not as it must be
   */
  finish(url: URL, attempt: Attempt): Promise<Identity>
}

export function createOpenIdConnect(
  settings: OidcSettings,
  publicUrl: string,
  outbound: Outbound,
): OpenIdConnect {
  const { issuer, clientId, clientSecret, domains, roleClaim } = settings
  const callbackUrl = `${publicUrl}/api/v1/oidc/callback`
  // Servers without a provider do not load it.
  const client = () => import('openid-client')
  let discovered: Promise<Configuration> | undefined

  async function discover(): Promise<Configuration> {
    const { allowInsecureRequests, customFetch, discovery } = await client()
    return discovery(new URL(issuer), clientId, clientSecret, undefined, {
      // The outbound calls refuse http:// themselves, except to hosts that the operator allows.
      execute: [allowInsecureRequests],
      [customFetch]: fetchThrough(outbound),
    })
  }

  const configuration = (): Promise<Configuration> => {
    discovered ??= discover().catch(error => {
      discovered = undefined
      throw error
    })
    return discovered
  }

  return {
    ...{ issuer, domains, roleClaim, callbackUrl },
    name: new URL(issuer).host,
    async begin() {
      const oidc = await client()
      const verifier = oidc.randomPKCECodeVerifier()
      const attempt = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier }
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callbackUrl,
        scope: 'openid email profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
      })
      return { url: url.href, attempt }
    },
    async finish(url, { state, nonce, verifier }) {
      const oidc = await client()
      const config = await configuration()
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('The provider has sent no ID token.')
      // Some providers put the address there only.
      const more =
        claims['email'] === undefined ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
      return readIdentity({ ...more, ...claims }, roleClaim)
    },
  }
}

/** The vetted calls of this process, in the form of fetch. */
const fetchThrough =
  (outbound: Outbound) =>
  async (url: string, options: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const { method, headers, body } = options
    const reply = await outbound.send({
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body === undefined || body === null ? {} : { body: String(body) }),
    })
    if (!reply.ok) throw new Error(reply.reason.message)
    const { status, body: bytes } = reply.value
    return new Response(status === 204 ? null : Buffer.from(bytes), { status, headers: reply.value.headers })
  }
