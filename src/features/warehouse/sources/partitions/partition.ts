import { canAccept } from '../../hold.ts'
import type { Refusal } from '../../reader/messages.ts'
import type { PartitionView } from './schema.ts'

/** A partition with its files, as stored. */
export interface StoredPartition {
  readonly id: string
  readonly name: string
  readonly rows: number
  readonly loaded_at: Date | null
  readonly held_reason: string | null
  readonly waiting_reason: string | null
  readonly decision: 'accept' | 'keep' | null
  readonly first_event_at: Date | null
  readonly last_event_at: Date | null
  readonly count: number
  readonly bytes: number
  readonly refused: readonly (readonly Refusal[])[] | null
  readonly items: PartitionView['files']['items'] | null
}

export function showPartition(partition: StoredPartition): PartitionView {
  const { id, name, rows, loaded_at, held_reason, waiting_reason, first_event_at, last_event_at } = partition
  const { count, bytes, items } = partition
  return {
    ...{ id, name, rows, held_reason, waiting_reason, state: stateOf(partition) },
    can_accept: canAccept(held_reason),
    loaded_at: loaded_at?.toISOString() ?? null,
    first_event_at: first_event_at?.toISOString() ?? null,
    last_event_at: last_event_at?.toISOString() ?? null,
    files: { count, bytes, items: items ?? [], refused_rows: refusedRows(partition.refused ?? []) },
  }
}

const DECIDED = { accept: 'accepted', keep: 'kept' } as const

function stateOf({
  held_reason,
  decision,
  waiting_reason,
  loaded_at,
}: StoredPartition): PartitionView['state'] {
  if (held_reason !== null) return decision === null ? 'held' : DECIDED[decision]
  if (waiting_reason !== null) return 'waiting'
  return loaded_at === null ? 'empty' : 'loaded'
}

function refusedRows(files: readonly (readonly Refusal[])[]): PartitionView['files']['refused_rows'] {
  const counts = new Map<string, number>()
  for (const { reason, count } of files.flat()) counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts].map(([reason, count]) => ({ reason, count }))
}
