import type { Clock } from '../../lib/clock.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import type { Dial } from '../../runtime/outbound/dial.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import type { AccessTokens } from '../../runtime/outbox/access-tokens.ts'
import { createAjo } from './ajo.ts'
import { createCustomerio } from './customerio.ts'
import { createSmtp } from './mail/smtp.ts'
import type { Transport } from './transport.ts'

export interface WaysOut {
  readonly outbound: Outbound
  readonly tokens: AccessTokens
  readonly dial: Dial
  readonly clock: Clock
}

/** Every transport. */
export const createTransports = ({
  outbound,
  tokens,
  dial,
  clock,
}: WaysOut): ReadonlyMap<TransportSlug, Transport> =>
  new Map(
    [createCustomerio(outbound, clock), createAjo(outbound, tokens, clock), createSmtp(dial, clock)].map(
      transport => [transport.slug, transport],
    ),
  )
