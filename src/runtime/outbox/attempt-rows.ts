import { type Columns, type Rows, rows } from '../db/rows.ts'
import type { Attempt, OutboxItem } from './queue.ts'
import type { RetryDecision } from './retry.ts'

/**
 * Attempts as rows of a statement: `given (id, state, attempts, due_at, ended_at, status, reason, …)`, from $2 on.
 * @param states the queue's names of the states of an item
 * @param more the queue's own columns
 */
export const attemptRows = <Item extends OutboxItem, Detail>(
  states: Readonly<Record<RetryDecision['state'], string>>,
  more: Columns<Attempt<Item, Detail>> = {},
): Rows<Attempt<Item, Detail>> =>
  rows<Attempt<Item, Detail>>({
    id: ['uuid', ({ item }) => item.id],
    state: ['text', ({ decision }) => states[decision.state]],
    attempts: ['int', ({ decision }) => decision.attempts],
    due_at: ['timestamptz', ({ dueAt }) => dueAt],
    ended_at: ['timestamptz', ({ endedAt }) => endedAt],
    status: ['int', ({ status }) => status],
    reason: ['text', ({ reason }) => reason],
    ...more,
  })
