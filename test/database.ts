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
  return { databaseUrl: atDatabase(url, name), dataDir, remove: () => removeBoth(url, name, removeFolder) }
}

function atDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}

async function removeBoth(url: string, name: string, removeFolder: () => void): Promise<void> {
  removeFolder()
  await asAdmin(url, `drop database if exists ${name} with (force)`)
}

/** A store without any table. */
export async function createEmptyStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(inject('storesFolder'), 'store-'))
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  if (url === '') return { databaseUrl: '', dataDir, remove: async () => removeFolder() }
  const name = `${inject('templateDatabase')}_${randomUUID().slice(0, 8)}`
  await asAdmin(url, `create database ${name}`)
  return { databaseUrl: atDatabase(url, name), dataDir, remove: () => removeBoth(url, name, removeFolder) }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(statement)
  await admin.end()
}
