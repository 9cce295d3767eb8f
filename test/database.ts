import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { templateFolder } from './template-database.ts'

export interface TestStore {
  readonly databaseUrl: string
  readonly dataDir: string
  remove(): Promise<void>
}

/** A fresh migrated store: a PostgreSQL database when TEST_DATABASE_URL is set, else a data folder. */
export async function createTestStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(inject('storesFolder'), 'store-'))
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  if (url === '') {
    cpSync(await templateFolder(), dataDir, { recursive: true, filter: path => !path.endsWith('.sock') })
    return { databaseUrl: '', dataDir, remove: async () => removeFolder() }
  }
  const template = inject('templateDatabase')
  const name = `${template}_${randomUUID().slice(0, 8)}`
  await asAdmin(url, `create database ${name} template ${template}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  const remove = async () => {
    removeFolder()
    await asAdmin(url, `drop database if exists ${name} with (force)`)
  }
  return { databaseUrl: target.href, dataDir, remove }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(statement)
  await admin.end()
}
