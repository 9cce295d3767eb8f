import { arrayLiteral } from '../db/array-literal.ts'
import type { Attempt, OutboxItem } from './queue.ts'
import type { RetryDecision } from './retry.ts'

type Read<Item, Detail> = (attempt: Attempt<Item, Detail>) => string | number | null

/** More columns: their type in SQL, and what is in them. */
type Columns<Item, Detail> = Readonly<Record<string, readonly [type: string, read: Read<Item, Detail>]>>

/**
 * Attempts as rows of a statement: `given (id, state, attempts, due_at, ended_at, status, reason, …)`.
 * @param states what the queue calls what became of an item
 * @returns the SQL, whose first parameter is $2, and the values
 */
export function attemptRows<Item extends OutboxItem, Detail>(
  attempts: readonly Attempt<Item, Detail>[],
  states: Readonly<Record<RetryDecision['state'], string>>,
  more: Columns<Item, Detail> = {},
): { readonly rows: string; readonly values: readonly string[] } {
  const columns = Object.entries<Columns<Item, Detail>[string]>({
    id: ['uuid', ({ item }) => item.id],
    state: ['text', ({ decision }) => states[decision.state]],
    attempts: ['int', ({ decision }) => decision.attempts],
    due_at: ['timestamptz', ({ dueAt }) => dueAt.toISOString()],
    ended_at: ['timestamptz', ({ endedAt }) => endedAt.toISOString()],
    status: ['int', ({ status }) => status],
    reason: ['text', ({ reason }) => reason],
    ...more,
  })
  const types = columns.map(([, [type]], at) => `$${at + 2}::${type}[]`)
  const names = columns.map(([name]) => name)
  return {
    rows: `unnest(${types.join(', ')}) as given (${names.join(', ')})`,
    values: columns.map(([, [, read]]) => arrayLiteral(attempts.map(read))),
  }
}
