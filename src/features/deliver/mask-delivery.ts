import { maskName } from '../../lib/mask-name.ts'
import type { DeliveryView } from './schema.ts'

const masked = (name: string | null): string | null => name && maskName(name)

/** A delivery for readers who may not see people. */
export const maskDelivery = <View extends DeliveryView>(delivery: View): View => ({
  ...delivery,
  user_id: masked(delivery.user_id),
  email: masked(delivery.email),
  phone: masked(delivery.phone),
})
