import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
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
  /** Creates the demo organisation beside an organisation. Its data follows in the background. */
  readonly createDemo: (org: Org) => Promise<unknown>
}

/** Sends a mail through the SMTP transport of an organisation; `off` if it has none. */
export type Mailer = (
  org: Org,
  to: string,
  mail: { readonly subject: string; readonly text: string },
) => Promise<'sent' | 'failed' | 'off'>
