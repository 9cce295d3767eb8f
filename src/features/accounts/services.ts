import type { FastifyBaseLogger } from 'fastify'
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../../lib/clock.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Catalog } from '../../runtime/catalog/live.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { OpenIdConnect } from './oidc/provider.ts'
import type { Passwords } from './password/passwords.ts'
import type { AccountSessions } from './sessions/sessions.ts'
import type { SignInLimiter } from './sign-in/limiter.ts'

/** What the routes of accounts stand on. */
export interface AccountServices {
  readonly db: Database
  readonly catalog: Catalog
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly sessions: AccountSessions
  readonly passwords: Passwords
  readonly limiter: SignInLimiter
  /** Undefined if the operator has not set it up. */
  readonly oidc: OpenIdConnect | undefined
  /** Without a trailing slash. */
  readonly publicUrl: string
  /** Creates an organisation as part of a transaction. Undefined if the slug is already used. */
  readonly createOrg: (
    transaction: Transaction<Tables>,
    org: { readonly slug: string; readonly name: string; readonly timezone: string },
  ) => Promise<{ readonly id: number } | undefined>
  readonly mail: Mailer
  readonly acts: Acts
  /** Creates the demo organisation beside an organisation. Its data follows in the background. */
  readonly createDemo: (org: Org) => Promise<unknown>
}

/** What a person does with their own account, for the audit logs of some organisations. */
export interface Act {
  readonly orgIds: readonly number[]
  readonly person: { readonly id: string; readonly name: string }
  /** The `operationId` of the call. */
  readonly action: string
  readonly object: { readonly type: string; readonly id: string | null }
  readonly after: Readonly<Record<string, unknown>> | null
  /** Of the caller. */
  readonly address: string
}

export interface Acts {
  /** Stores an act, as part of the transaction that makes it. */
  record(transaction: Kysely<Tables>, act: Act): Promise<void>
  /** Stores that an act was refused, because the password was wrong. */
  refuse(act: Act): Promise<void>
}

/** Sends a mail through the SMTP transport of an organisation; `off` if it has none. */
export type Mailer = (
  org: Org,
  to: string,
  mail: { readonly subject: string; readonly text: string },
) => Promise<'sent' | 'failed' | 'off'>
