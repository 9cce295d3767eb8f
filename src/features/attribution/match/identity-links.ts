import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { namingPerson } from '../../../core/ids/none.ts'

export interface Link {
  readonly userId: string
  readonly email: string
}

/** The pairs of user id and address in these events. */
export const linksOf = (events: readonly StoredEvent[]): readonly Link[] =>
  events
    .flatMap(({ userKey, email }) =>
      userKey !== null && email !== null && userKey !== email ? [{ userId: userKey, email }] : [],
    )
    .filter(joinsSomebody)

/** Whether both ids name somebody. Pairs of older versions may hold a placeholder, which would join strangers. */
export const joinsSomebody = ({ userId, email }: Link): boolean =>
  namingPerson(userId) !== null && namingPerson(email) !== null
