import { namingId } from '../../../core/events/person-id.ts'
import type { StoredEvent } from '../../../core/events/stored-event.ts'

export interface Link {
  readonly userId: string
  readonly email: string
}

/** The names that events give to one person. */
export const linksOf = (events: readonly StoredEvent[]): readonly Link[] =>
  events
    .flatMap(({ userKey, email }) =>
      userKey !== null && email !== null && userKey !== email ? [{ userId: userKey, email }] : [],
    )
    .filter(joinsSomebody)

/** Pairs of earlier days may hold an id that names nobody, and would join strangers. */
export const joinsSomebody = ({ userId, email }: Link): boolean =>
  namingId(userId) !== null && namingId(email) !== null
