import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import type { Dial } from '../../runtime/outbound/dial.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import { createAjo } from './ajo.ts'
import { createCustomerio } from './customerio.ts'
import { createSmtp } from './smtp.ts'
import type { Transport } from './transport.ts'

export interface WaysOut {
  readonly outbound: Outbound
  /** For what comes before a message, such as access tokens. */
  readonly call: VendorCall
  readonly dial: Dial
  readonly clock: Clock
}

/** Every transport there is. */
export const createTransports = ({
  outbound,
  call,
  dial,
  clock,
}: WaysOut): ReadonlyMap<TransportSlug, Transport> =>
  new Map(
    [createCustomerio(outbound, clock), createAjo(outbound, call, clock), createSmtp(dial, clock)].map(
      transport => [transport.slug, transport],
    ),
  )
