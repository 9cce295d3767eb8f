import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { makeTemplate } from './template-database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The name of a database that is migrated and empty, which test files copy. Empty for the embedded engine. */
    templateDatabase: string
    /** The place of data folders. */
    storesFolder: string
  }
}

let dropDatabases: (() => Promise<void>) | undefined
const storesFolder = mkdtempSync(join(tmpdir(), 'parley-'))

/**
 * The preparation for tests of the whole server: dist/ from the present sources of the server and, on a server, a database to
 * copy.
 */
export async function setup(project: TestProject): Promise<void> {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script, 'server'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed.')
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  project.provide('storesFolder', storesFolder)
  project.provide('templateDatabase', url === '' ? '' : await prepareServer(url))
}

export async function teardown(): Promise<void> {
  await dropDatabases?.()
  rmSync(storesFolder, { recursive: true, force: true })
}

async function prepareServer(url: string): Promise<string> {
  const name = `parley_test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(`create database ${name}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  await makeTemplate({ databaseUrl: target.href, dataDir: '' })
  dropDatabases = async () => {
    const { rows } = await admin.query('select datname from pg_database where starts_with(datname, $1)', [
      name,
    ])
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`)
    await admin.end()
  }
  return name
}
