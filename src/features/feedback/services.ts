import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import type { AccessTokens } from '../../runtime/outbox/access-tokens.ts'

/** The services that the routes of feedback webhooks use. */
export interface FeedbackServices {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly outbound: Outbound
  readonly tokens: AccessTokens
  readonly clock: Clock
}
