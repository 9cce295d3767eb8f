import { maskName } from '../../../lib/mask-name.ts'
import type { DeliveryView } from './schema.ts'

const HIDDEN = 'Hidden: an answer may name people.'

/** A delivery for readers who may not see people. */
export const maskDelivery = (delivery: DeliveryView): DeliveryView => ({
  ...delivery,
  payload: {
    ...delivery.payload,
    identityMap: Object.fromEntries(
      Object.entries(delivery.payload.identityMap).map(([namespace, ids]) => [
        namespace,
        ids.map(each => ({ ...each, id: maskName(each.id) })),
      ]),
    ),
  },
  exchanges: delivery.exchanges.map(exchange => ({
    ...exchange,
    response: exchange.response && { ...exchange.response, body: exchange.response.body && HIDDEN },
  })),
})
