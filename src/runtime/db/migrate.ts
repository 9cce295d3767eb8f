import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensurePartitions } from './partitions.ts'
import type { Database } from './session.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

// Without schema.sql, which is generated from the migrations.
const NUMBERED = /^\d{4}-.*\.sql$/

// Any number works, if every process uses the same one.
const LOCK = 7_275_392_114

/**
 * Runs the numbered files that have not run yet, each in one transaction, and creates the partitions of the coming
 * months. Several processes may start together: the others wait, then find nothing to do.
 * @returns the names of the files that ran
 * @throws if a newer version of Parley migrated the database
 */
export async function migrate(db: Database, now: Date): Promise<readonly string[]> {
  const files = readdirSync(fileURLToPath(FOLDER))
    .filter(name => NUMBERED.test(name))
    .sort()
  await db
    .query({
      text: 'create table if not exists schema_migrations (name text primary key, ran_at timestamptz not null default now())',
    })
    .catch(ignoreRace)
  const ran: string[] = []
  for (const file of files) if (await runOnce(db, file)) ran.push(file)
  await refuseNewer(db, files)
  await ensurePartitions(db, now)
  // Migrations touch hundreds of files, and a checkpoint syncs each. The first requests would have to wait for it.
  if (ran.length > 0 && db.kind === 'embedded') await db.query({ text: 'checkpoint' })
  return ran
}

// On a distributed database, a change of a reference table may follow one of a distributed table only if no change ran on several
// shards at once: https://docs.citusdata.com/en/stable/develop/api_guc.html. Anywhere else, nobody reads the setting.
const ONE_BY_ONE = `set local citus.multi_shard_modify_mode = 'sequential'`

async function runOnce(db: Database, file: string): Promise<boolean> {
  return db.transaction(async session => {
    await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [LOCK] })
    const known = await session.query({
      text: 'select 1 from schema_migrations where name = $1',
      values: [file],
    })
    if (known.length > 0) return false
    await session.query({ text: ONE_BY_ONE })
    await session.query({ text: readFileSync(new URL(file, FOLDER), 'utf8') })
    await session.query({ text: 'insert into schema_migrations (name) values ($1)', values: [file] })
    return true
  })
}

async function refuseNewer(db: Database, files: readonly string[]): Promise<void> {
  const rows = await db.query<{ name: string }>({ text: 'select name from schema_migrations order by name' })
  const unknown = rows.map(({ name }) => name).filter(name => !files.includes(name))
  if (unknown.length > 0) {
    throw new Error(
      `The database was migrated by a newer Parley (${unknown.join(', ')}). Start that version, or restore a backup.`,
    )
  }
}

/** Two processes create the same table at once, and one of them fails on the catalogue's unique index. */
function ignoreRace(error: { readonly code?: string }): never[] {
  if (error.code === '23505' || error.code === '42P07') return []
  throw error
}
