import { maskName } from '../../lib/mask-name.ts'
import type { DeliveryDetail, DeliveryView } from './schema.ts'

/** A delivery for readers who may not see people. */
export const maskDelivery = <View extends DeliveryView>(delivery: View): View => ({
  ...delivery,
  user_id: masked(delivery.user_id),
  email: masked(delivery.email),
  phone: masked(delivery.phone),
  reason: withoutAddresses(delivery.reason),
})

/** The same with its copy: what was inserted for the person cannot be told from the rest, so all of it is masked. */
export function maskDetail(delivery: DeliveryDetail): DeliveryDetail {
  const quiet = <Entry extends { readonly reason: string | null }>(entry: Entry): Entry => ({
    ...entry,
    reason: withoutAddresses(entry.reason),
  })
  return {
    ...maskDelivery(delivery),
    vars: Object.fromEntries(Object.entries(delivery.vars).map(([name, text]) => [name, maskName(text)])),
    tries: delivery.tries.map(quiet),
    reports: delivery.reports.map(quiet),
  }
}

const masked = (name: string | null): string | null => name && maskName(name)

const ADDRESS = /[^\s<>()"',;:]+@[^\s<>()"',;:]+/g

/** Vendors name the address that they refuse. */
const withoutAddresses = (reason: string | null): string | null =>
  reason === null ? null : reason.replaceAll(ADDRESS, address => maskName(address))
