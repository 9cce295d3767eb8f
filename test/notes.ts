import { openDatabase } from '../src/runtime/db/db.ts'
import type { Database, Statement } from '../src/runtime/db/session.ts'
import { createTestStore, type TestStore } from './database.ts'

/** An open store of a test, with a table `notes`. */
export interface Notes {
  readonly db: Database
  readonly store: TestStore
  count(): Promise<number>
  close(): Promise<void>
}

export const optionsOf = (store: TestStore) => ({
  ...store,
  connectionsMax: 4,
  onDeath: (error: Error) => Promise.reject(error),
})

export async function openNotes(): Promise<Notes> {
  const store = await createTestStore()
  const db = await openDatabase(optionsOf(store))
  await db.query({ text: 'create table notes (id int primary key, text text)' })
  return {
    db,
    store,
    count: async () => (await db.query({ text: 'select 1 from notes' })).length,
    async close() {
      await db.close()
      await store.remove()
    },
  }
}

/** Inserts a note. */
export const note = (id: number): Statement => ({
  text: 'insert into notes values ($1, $2)',
  values: [id, 'a note'],
})
