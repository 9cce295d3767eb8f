import type { Kysely } from 'kysely'
import type { Tables } from '../../runtime/db/tables.ts'
import { ipPrefix } from '../../runtime/http/ip-prefix.ts'
import { insertDone, insertOnce, type NewEntry } from './store.ts'
import type { Watching } from './watch.ts'

/** What a person did with their own account. */
export interface AccountAct {
  /** The rows appear in the logs of these organisations. */
  readonly orgIds: readonly number[]
  readonly person: { readonly id: string; readonly name: string }
  /** The `operationId` of the call. */
  readonly action: string
  readonly object: { readonly type: string; readonly id: string | null }
  readonly after: Readonly<Record<string, unknown>> | null
  /** Of the caller. */
  readonly address: string
}

/** Stores an act, in the transaction that makes it. */
export async function recordAct(kysely: Kysely<Tables>, act: AccountAct, now: Date): Promise<void> {
  for (const entry of entriesOf(act))
    await insertDone({ kysely }, entry, { before: null, after: act.after }, now)
}

/**
 * Stores that passwords were wrong: for the same person, at most one row a minute. One after the other, so that each
 * sees the row of the one before.
 */
export function createRefusalLog({ db, clock }: Watching): (act: AccountAct) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  const store = async (act: AccountAct) => {
    for (const entry of entriesOf(act))
      await insertOnce(db, entry, { state: 'refused', status: WRONG_PASSWORD }, clock())
  }
  return act => {
    const stored = last.then(() => store(act))
    last = stored.catch(() => {})
    return stored
  }
}

const WRONG_PASSWORD = 401

const entriesOf = ({ orgIds, person, action, object, address }: AccountAct): readonly NewEntry[] =>
  orgIds.map(orgId => ({
    orgId,
    actor: { kind: 'user', ...person },
    action,
    object,
    templateId: null,
    fields: [],
    ipPrefix: ipPrefix(address),
  }))
