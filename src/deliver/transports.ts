import type { TransportSlug } from '../catalog/transports.ts'
import type { Clock } from '../lib/clock.ts'
import type { Dial } from '../outbound/dial.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { VendorCall } from '../platforms/vendor.ts'
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
