import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/runtime/db/db.ts'
import { migrate } from '../src/runtime/db/migrate.ts'

/** Migrates a fresh store. */
export async function makeTemplate(store: {
  readonly databaseUrl: string
  readonly dataDir: string
}): Promise<void> {
  const onDeath = (error: Error) => {
    throw error
  }
  const db = await openDatabase({ ...store, connectionsMax: 2, onDeath })
  await migrate(db, new Date())
  await db.close()
}

/**
 * A data folder that is migrated and empty, to copy. It is created on first use and kept between runs: the creation
 * takes seconds, and only the migrations and the month change it.
 */
export async function templateFolder(): Promise<string> {
  const migrations = new URL('../migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const file of readdirSync(migrations)
    .sort()
    .filter(name => /^\d/.test(name)))
    hash.update(file).update(readFileSync(new URL(file, migrations)))
  hash.update(new Date().toISOString().slice(0, 7))
  const folder = join(tmpdir(), `parley-test-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}-${randomUUID()}`
  await makeTemplate({ databaseUrl: '', dataDir: draft })
  try {
    renameSync(draft, folder)
  } catch {
    // Another test file was faster.
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}
