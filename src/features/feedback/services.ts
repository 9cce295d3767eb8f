import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Jobs } from '../../runtime/jobs/runner.ts'
import type { Dial } from '../../runtime/outbound/dial.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import type { AccessTokens } from '../../runtime/outbox/access-tokens.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'

/** The services that the routes of feedback webhooks use. */
export interface FeedbackServices {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly outbound: Outbound
  /** Connections for looking at a certificate. */
  readonly dial: Dial
  readonly tokens: AccessTokens
  readonly jobs: Jobs
  readonly clock: Clock
  readonly seesPeople: SeesPeople
}
