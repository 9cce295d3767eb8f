import type { AccessTokens, TokenRequest } from '../../../runtime/outbox/access-tokens.ts'
import type { SignIn } from './profile.ts'
import { SharingError } from './sharing-error.ts'

export interface Authorization {
  /** The value of the header. @throws SharingError if the token endpoint gives no token */
  header(): Promise<string>
  /** Called when the server has refused it. @returns whether another attempt may have another header */
  isRenewed(header: string): boolean
}

export function createAuthorization(signIn: SignIn, tokens: AccessTokens): Authorization {
  if (signIn.type !== 'oauth_client_credentials') {
    const fixed =
      signIn.type === 'bearer_token' ? `Bearer ${signIn.token}` : basic(signIn.user, signIn.password)
    return { header: async () => fixed, isRenewed: () => false }
  }
  const { tokenUrl, clientId, clientSecret, scope } = signIn
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== null && { scope }) })
  const request: TokenRequest = {
    ...{ url: tokenUrl, form: form.toString(), authorization: basic(clientId, clientSecret) },
  }
  return {
    async header() {
      const token = await tokens.get(request)
      if (token.ok) return `Bearer ${token.value}`
      throw new SharingError(`The token endpoint of the profile gave no token. ${token.reason.reason}`)
    },
    isRenewed(header) {
      tokens.forget(request, header.replace(/^Bearer /, ''))
      return true
    },
  }
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
