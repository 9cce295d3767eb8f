import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { ReadFile, Refusal } from './reader/messages.ts'

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

export async function replaceFiles(
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
