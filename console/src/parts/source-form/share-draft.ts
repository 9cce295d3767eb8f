import type {
  ShareConnectionBody,
  ShareConnectionView,
} from '../../../../src/features/warehouse/delta-sharing/connection.ts'

/** A shared table as the form holds it. An empty profile or link means: the stored one stays. */
export interface ShareDraft {
  readonly kind: 'delta_sharing'
  readonly share: string
  readonly schema: string
  readonly table: string
  readonly credentials: 'profile' | 'activation_link'
  readonly profile: string
  readonly activationLink: string
  /** The type of the credentials that are stored; undefined if there are none. */
  readonly stored: 'profile' | 'activation_link' | undefined
}

export const newShare: ShareDraft = {
  ...{ kind: 'delta_sharing', share: '', schema: '', table: '', credentials: 'profile' },
  ...{ profile: '', activationLink: '', stored: undefined },
}

export const shareDraft = ({ credentials, ...stored }: ShareConnectionView): ShareDraft => ({
  ...{ kind: stored.kind, share: stored.share, schema: stored.schema, table: stored.table },
  ...{ credentials: credentials.type, profile: '', activationLink: '' },
  stored: credentials.is_secret_set ? credentials.type : undefined,
})

export const shareBody = (draft: ShareDraft): ShareConnectionBody => ({
  ...{ kind: draft.kind, share: draft.share.trim(), schema: draft.schema.trim(), table: draft.table.trim() },
  credentials: credentialsOf(draft),
})

function credentialsOf(draft: ShareDraft): ShareConnectionBody['credentials'] {
  const [profile, link] = [draft.profile.trim(), draft.activationLink.trim()]
  return draft.credentials === 'profile'
    ? { type: 'profile', ...(profile === '' ? {} : { profile }) }
    : { type: 'activation_link', ...(link === '' ? {} : { activation_link: link }) }
}
