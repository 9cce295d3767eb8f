import type { Generated } from 'kysely'

// People who sign in to the console.

export interface UserRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  is_operator: Generated<boolean>
  oidc_issuer: string | null
  oidc_subject: string | null
  created_at: Generated<Date>
}

export interface MembershipRow {
  org_id: number
  user_id: string
  role: string
  created_at: Generated<Date>
}

export interface SessionRow {
  token_hash: string
  id: string
  user_id: string
  created_at: Date
  seen_at: Date
  address: string
  agent: string
}

export interface AccountLinkRow {
  token_hash: string
  id: string
  kind: string
  org_id: number | null
  email: string | null
  role: string | null
  user_id: string | null
  made_by: string | null
  created_at: Date
  expires_at: Date
}
