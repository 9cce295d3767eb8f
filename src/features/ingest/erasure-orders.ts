import type { ReadRequest } from './read.ts'

/** A call in which a platform asked Parley to erase a person. */
export interface ErasureOrder {
  readonly platform: string
  /** The user id, or the address if there is none. */
  readonly user: string
  readonly requestId: string
  readonly receivedAt: Date
}

/**
 * The erasures that a request asks for. A repeated order is carried out too, because its request also names the person.
 */
export function ordersIn(reading: ReadRequest): readonly ErasureOrder[] {
  if (!reading.readable) return []
  return reading.items.flatMap(item => {
    if (!('event' in item) || item.event.type !== 'user_deletion') return []
    const { requestId, receivedAt, platform, userKey: user } = item.event
    return user === null ? [] : [{ user, platform, requestId, receivedAt }]
  })
}
