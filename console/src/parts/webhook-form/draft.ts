import type { Feedback } from '../../../../src/features/feedback/payload.ts'
import type { WebhookView } from '../../../../src/features/feedback/schema.ts'

export interface HeaderDraft {
  readonly key: number
  readonly name: string
  readonly value: string
  readonly secret: boolean
  /** Whether a hidden value is stored, which stays when `value` is empty. */
  readonly isKept: boolean
}

/** A feedback webhook as the form holds it. An empty secret means: the stored one stays. */
export interface Draft {
  readonly name: string
  readonly sandbox: string
  readonly channels: readonly ('email' | 'sms')[]
  readonly url: string
  readonly authentication: 'none' | 'jwt' | 'client_credentials'
  readonly algorithm: 'HS256' | 'RS256' | 'ES256'
  readonly key: string
  readonly keyId: string
  readonly issuer: string
  readonly audience: string
  readonly lifetime: number
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  readonly headers: readonly HeaderDraft[]
  readonly statuses: readonly Feedback[]
  readonly templates: 'all' | readonly string[]
  readonly imsOrg: string
  readonly sandboxId: string
}

const DEFAULT_FEEDBACKS: readonly Feedback[] = ['sent', 'delivered', 'bounce', 'error']

const ALGORITHMS = ['HS256', 'RS256', 'ES256'] as const

/** The form of a webhook; of a new one without it. */
export const draftOf = (webhook: WebhookView | undefined, sandbox: string): Draft =>
  webhook === undefined ? newDraft(sandbox) : storedDraft(webhook)

const newDraft = (sandbox: string): Draft => ({
  ...{
    name: '',
    sandbox,
    channels: ['email'],
    url: '',
    headers: [],
    statuses: DEFAULT_FEEDBACKS,
    templates: 'all',
    imsOrg: '',
    sandboxId: '',
  },
  ...authenticationDraft({ type: 'none', is_secret_set: false }),
})

const storedDraft = (webhook: WebhookView): Draft => ({
  ...{ name: webhook.name, sandbox: webhook.sandbox, channels: webhook.channels, url: webhook.url },
  ...authenticationDraft(webhook.authentication),
  headers: webhook.headers.map(({ name, value, secret }, key) => ({
    ...{ key, name, value: value ?? '', secret, isKept: secret },
  })),
  statuses: webhook.statuses,
  templates: webhook.templates,
  imsOrg: webhook.ims_org ?? '',
  sandboxId: webhook.sandbox_id ?? '',
})

const authenticationDraft = (given: WebhookView['authentication']) => ({
  authentication: given.type,
  algorithm: ALGORITHMS.find(each => each === given.algorithm) ?? 'HS256',
  ...{ key: '', clientSecret: '' },
  keyId: given.key_id ?? '',
  issuer: given.issuer ?? '',
  audience: given.audience ?? '',
  lifetime: given.lifetime_seconds ?? 300,
  tokenUrl: given.token_url ?? '',
  clientId: given.client_id ?? '',
  scope: given.scope ?? '',
})

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** The claims of a token, for its preview. */
export const claimsOf = ({ algorithm, keyId, issuer, audience, lifetime }: Draft) => ({
  algorithm,
  key_id: orNull(keyId),
  issuer: orNull(issuer),
  audience: orNull(audience),
  lifetime_seconds: lifetime,
})

function authenticationOf(draft: Draft): object {
  const { authentication, key, tokenUrl, clientId, clientSecret, scope } = draft
  if (authentication === 'none') return { type: 'none' }
  if (authentication === 'jwt') return { type: 'jwt', ...claimsOf(draft), ...(key === '' ? {} : { key }) }
  return {
    ...{ type: 'client_credentials', token_url: tokenUrl.trim(), client_id: clientId.trim() },
    ...{ scope: orNull(scope), ...(clientSecret === '' ? {} : { client_secret: clientSecret }) },
  }
}

/** What a test sends, and what is saved besides the name. */
export const settingsOf = (draft: Draft): Record<string, unknown> => ({
  channels: draft.channels,
  url: draft.url.trim(),
  authentication: authenticationOf(draft),
  headers: draft.headers
    .filter(({ name, value }) => name.trim() !== '' || value !== '')
    .map(({ name, value, secret, isKept }) => ({
      ...{ name: name.trim(), secret },
      ...(isKept && value === '' ? {} : { value }),
    })),
  statuses: draft.statuses,
  templates: draft.templates,
  ims_org: orNull(draft.imsOrg),
  sandbox_id: orNull(draft.sandboxId),
})
