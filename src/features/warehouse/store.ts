import { createId, firstIdOf } from '../../lib/id.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { ReadFile, Refusal } from './reader/messages.ts'

/** What is replaced as a whole: a day of an export, or a file whose path names no day. */
export interface Partition {
  readonly id: string
  readonly name: string
  /** Rows that are events. */
  readonly rows: number
  /** Null until it was read to its end for the first time. */
  readonly loadedAt: Date | null
  /** Why the latest export was not taken; null if it was. */
  readonly heldReason: string | null
  /** What a person says of that export, as its files were then. */
  readonly decision: 'accept' | 'keep' | null
  /** Why its newest export is not complete yet. */
  readonly waitingReason: string | null
}

/** A file as it was found. */
export interface FoundFile {
  readonly name: string
  /** Changes with the content. */
  readonly version: string
  readonly bytes: number
}

export interface StoredFile extends FoundFile {
  readonly rows: number
  readonly refused: readonly Refusal[]
  readonly fault: string | null
}

/** The source of this name. It is made if there is none. */
export async function openSource(session: Session, orgId: number, name: string, now: Date): Promise<string> {
  const [source] = await session.query<{ id: string }>({
    text: `insert into warehouse_sources (org_id, id, name, created_at) values ($1, $2, $3, $4)
           on conflict (org_id, name) do update set name = excluded.name returning id`,
    values: [orgId, createId(now.getTime()), name, now],
  })
  if (source === undefined) throw new Error('an upsert returns its row')
  return source.id
}

/** The partition of this name. It is made if there is none. */
export async function openPartition(
  session: Session,
  orgId: number,
  sourceId: string,
  name: string,
  now: Date,
): Promise<Partition> {
  const [partition] = await session.query<Partition>({
    text: `insert into warehouse_partitions (org_id, source_id, id, name) values ($1, $2, $3, $4)
           on conflict (org_id, source_id, name) do update set name = excluded.name
           returning id, name, rows::float8 as rows, loaded_at as "loadedAt", held_reason as "heldReason", decision, waiting_reason as "waitingReason"`,
    values: [orgId, sourceId, createId(now.getTime()), name],
  })
  if (partition === undefined) throw new Error('an upsert returns its row')
  return partition
}

/** The names of the partitions whose rows are events. */
export async function loadPartitionNames(
  session: Session,
  orgId: number,
  sourceId: string,
): Promise<readonly string[]> {
  const found = await session.query<{ name: string }>({
    text: 'select name from warehouse_partitions where org_id = $1 and source_id = $2 and rows > 0 order by name',
    values: [orgId, sourceId],
  })
  return found.map(({ name }) => name)
}

/** The partitions of a source that have a file with one of these contents, by the content. */
export async function findContents(
  session: Session,
  orgId: number,
  sourceId: string,
  versions: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await session.query<{ version: string; name: string }>({
    text: `select f.version, p.name from warehouse_files f join warehouse_partitions p on (p.org_id, p.id) = (f.org_id, f.partition_id)
           where p.org_id = $1 and p.source_id = $2 and f.version = any($3) and f.fault is null and p.loaded_at is not null`,
    values: [orgId, sourceId, versions],
  })
  return new Map(found.map(({ version, name }) => [version, name]))
}

export const loadFiles = (
  session: Session,
  orgId: number,
  partitionId: string,
): Promise<readonly StoredFile[]> =>
  session.query({
    text: `select name, version, bytes::float8 as bytes, rows::float8 as rows, refused, fault from warehouse_files
           where org_id = $1 and partition_id = $2 order by name`,
    values: [orgId, partitionId],
  })

/** A chunk of rows that were stored in one transaction. */
export interface Chunk {
  readonly id: string
  readonly receivedAt: Date
}

export async function insertChunk(
  session: Session,
  orgId: number,
  partitionId: string,
  { id, receivedAt }: Chunk,
): Promise<void> {
  await session.query({
    name: 'warehouse-chunk',
    text: 'insert into warehouse_chunks (org_id, partition_id, id, received_at) values ($1, $2, $3, $4)',
    values: [orgId, partitionId, id, receivedAt],
  })
}

export const loadChunks = (session: Session, orgId: number, partitionId: string): Promise<readonly Chunk[]> =>
  session.query({
    text: `select id, received_at as "receivedAt" from warehouse_chunks where org_id = $1 and partition_id = $2 order by id`,
    values: [orgId, partitionId],
  })

export async function deleteChunk(
  session: Session,
  orgId: number,
  partitionId: string,
  { id }: Chunk,
): Promise<void> {
  await session.query({
    text: 'delete from warehouse_chunks where org_id = $1 and partition_id = $2 and id = $3',
    values: [orgId, partitionId, id],
  })
}

/** The events of a chunk, with the keys of their rows. */
export const loadKeys = (
  session: Session,
  orgId: number,
  { id, receivedAt }: Chunk,
): Promise<readonly { readonly key: string; readonly id: string }[]> =>
  session.query({
    name: 'warehouse-keys',
    // An event's id contains the millisecond of its chunk, so this is a short range of the primary key.
    text: `select dedupe_key as key, id from events
           where org_id = $1 and received_at = $2 and request_id = $3 and id >= $4 and id < $5`,
    values: [orgId, receivedAt, id, firstIdOf(receivedAt), firstIdOf(new Date(receivedAt.getTime() + 1))],
  })

/** Until `saveLoaded`, no files are those whose rows are events: a process that ends in between has counted some of them. */
export async function markUnfinished(session: Session, orgId: number, partitionId: string): Promise<void> {
  await session.query({
    text: 'update warehouse_partitions set loaded_at = null where org_id = $1 and id = $2',
    values: [orgId, partitionId],
  })
}

export interface LoadedPartition {
  readonly id: string
  readonly rows: number
  readonly firstUs: number | null
  readonly lastUs: number | null
  readonly files: readonly StoredFile[]
}

/** Stores what the newest export of a partition says. */
export async function saveLoaded(
  session: Session,
  orgId: number,
  { id, rows: count, firstUs, lastUs, files }: LoadedPartition,
  now: Date,
): Promise<void> {
  const moment = (us: number | null) => (us === null ? null : new Date(us / 1000))
  await session.query({
    text: `update warehouse_partitions set rows = $3, loaded_at = $4, first_event_at = $5, last_event_at = $6,
             held_reason = null, decision = null, waiting_reason = null where org_id = $1 and id = $2`,
    values: [orgId, id, count, now, moment(firstUs), moment(lastUs)],
  })
  await replaceFiles(session, orgId, id, files, now)
}

/** Stores why an export of a partition was not taken, with its files. What was counted before stays. */
export async function saveHeld(
  session: Session,
  orgId: number,
  { id, reason, files }: { id: string; reason: string; files: readonly StoredFile[] },
  now: Date,
): Promise<void> {
  await session.query({
    text: 'update warehouse_partitions set held_reason = $3, decision = null, waiting_reason = null where org_id = $1 and id = $2',
    values: [orgId, id, reason],
  })
  await replaceFiles(session, orgId, id, files, now)
}

/** Stores why the newest export of a partition is not complete yet; null if it is. */
export async function saveWaiting(
  session: Session,
  orgId: number,
  { id, waitingReason }: Partition,
  reason: string | null,
): Promise<void> {
  if (waitingReason === reason) return
  await session.query({
    text: 'update warehouse_partitions set waiting_reason = $3 where org_id = $1 and id = $2',
    values: [orgId, id, reason],
  })
}

async function replaceFiles(
  session: Session,
  orgId: number,
  partitionId: string,
  files: readonly StoredFile[],
  now: Date,
): Promise<void> {
  await session.query({
    text: 'delete from warehouse_files where org_id = $1 and partition_id = $2',
    values: [orgId, partitionId],
  })
  await session.query({
    text: `insert into warehouse_files (org_id, partition_id, read_at, ${FILES.columns}) select $1, $2, $3, * from ${FILES.sql}`,
    values: [orgId, partitionId, now, ...FILES.values(files)],
  })
}

const FILES = rows<StoredFile>(
  {
    name: ['text', ({ name }) => name],
    version: ['text', ({ version }) => version],
    bytes: ['bigint', ({ bytes }) => bytes],
    rows: ['bigint', ({ rows }) => rows],
    refused: ['jsonb', ({ refused }) => JSON.stringify(refused)],
    fault: ['text', ({ fault }) => fault],
  },
  { first: 4 },
)

export const withFindings = (
  found: readonly FoundFile[],
  read: readonly ReadFile[],
): readonly StoredFile[] => {
  const byName = new Map(read.map(file => [file.name, file]))
  return found.map(file => ({ ...{ rows: 0, refused: [], fault: null }, ...file, ...byName.get(file.name) }))
}
