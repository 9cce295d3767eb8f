import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { makeTemplate } from './template-database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The name of a database that is migrated and empty, which test files copy. Empty on the embedded engine. */
    templateDatabase: string
  }
}

let dropTemplate: (() => Promise<void>) | undefined

/** What tests of the whole server need: dist/ as the sources are now, and on a server a database to copy. */
export async function setup(project: TestProject): Promise<void> {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed.')
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  project.provide('templateDatabase', url === '' ? '' : await prepareServer(url))
}

export async function teardown(): Promise<void> {
  await dropTemplate?.()
}

async function prepareServer(url: string): Promise<string> {
  const name = `parley_test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(`create database ${name}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  await makeTemplate({ databaseUrl: target.href, dataDir: '' })
  dropTemplate = async () => {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
  return name
}
