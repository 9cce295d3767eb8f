import { namingPerson } from '../../core/ids/none.ts'

/** A user id and an address that belong together. */
export interface Link {
  readonly userId: string
  readonly email: string
}

/** The names of a person on a row: the user id, or else the address, and the address. */
export interface Names {
  readonly userKey: string | null
  readonly email: string | null
}

/** The pairs of user id and address on these rows. */
export const linksOf = (rows: readonly Names[]): readonly Link[] =>
  rows
    .flatMap(({ userKey, email }) =>
      userKey !== null && email !== null && userKey !== email ? [{ userId: userKey, email }] : [],
    )
    .filter(joinsSomebody)

/** Whether both ids name somebody. Pairs of older versions may hold a placeholder, which would join strangers. */
export const joinsSomebody = ({ userId, email }: Link): boolean =>
  namingPerson(userId) !== null && namingPerson(email) !== null
