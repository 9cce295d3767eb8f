import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/runtime/db/db.ts'
import { migrate } from '../src/runtime/db/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder, or the name of a database, that is migrated and empty. Tests copy it. */
    templateDatabase: string
  }
}

/** Migrates once; every test file copies the outcome. */
export async function setup(project: TestProject): Promise<void> {
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  if (url === '') project.provide('templateDatabase', await prepareFolder())
  else dropDatabase = await prepareServer(project, url)
}

export async function teardown(): Promise<void> {
  await dropDatabase?.()
}

let dropDatabase: (() => Promise<void>) | undefined

/** Kept between runs: making an embedded database takes seconds, and only the migrations change it. */
async function prepareFolder(): Promise<string> {
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
  const db = await openDatabase({ databaseUrl: '', dataDir: draft, connectionsMax: 1, onDeath: fail })
  await migrate(db, new Date())
  await db.close()
  try {
    renameSync(draft, folder)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

async function prepareServer(project: TestProject, url: string): Promise<() => Promise<void>> {
  const name = `parley_test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(`create database ${name}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  const db = await openDatabase({ databaseUrl: target.href, dataDir: '', connectionsMax: 2, onDeath: fail })
  await migrate(db, new Date())
  await db.close()
  project.provide('templateDatabase', name)
  return async () => {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
}

function fail(error: Error): void {
  throw error
}
