import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTestStore, type TestStore } from '../../../test/database.ts'
import { LOG_MAX_BYTES } from './checkpoints.ts'
import { openDatabase } from './db.ts'
import type { Database } from './session.ts'

let store: TestStore
let db: Database
const options = () => ({ ...store, connectionsMax: 4, onDeath: (error: Error) => Promise.reject(error) })
beforeAll(async () => {
  store = await createTestStore()
  db = await openDatabase(options())
  await db.query({ text: 'create table notes (id int primary key, text text)' })
})
afterAll(async () => {
  await db.close()
  await store.remove()
})

const note = (id: number) => ({ text: 'insert into notes values ($1, $2)', values: [id, 'a note'] })
const count = async () => (await db.query({ text: 'select 1 from notes' })).length

describe('the embedded engine', () => {
  it('syncs each commit to disk exactly once', async () => {
    const before = await db.syncs()
    for (const id of [11, 12, 13]) await db.query(note(id))
    expect((await db.syncs()) - before).toBe(3)
    await db.transaction(async session => {
      for (const id of [14, 15, 16]) await session.query(note(id))
    })
    expect((await db.syncs()) - before).toBe(4)
  })

  it('knows its prepared statements also after a long rest', async () => {
    const named = { name: 'named', text: 'select 1 as one' }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await db.query(named)
      await vi.advanceTimersByTimeAsync(3_600_000)
      expect(await db.query(named)).toEqual([{ one: 1 }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('writes checkpoints by itself, so that its log does not grow for ever', async () => {
    const sinceCheckpoint = async () => {
      const text =
        'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()'
      return (await db.query<{ bytes: number }>({ text }))[0]?.bytes ?? Number.NaN
    }
    const text = `insert into notes select n, (select string_agg(md5(n::text || m), '') from generate_series(1, 300) m)
                  from generate_series($1::int, $1::int + 499) n`
    for (let id = 1_000; (await sinceCheckpoint()) < LOG_MAX_BYTES; id += 500)
      await db.query({ text, values: [id] })
    await vi.waitFor(async () => expect(await sinceCheckpoint()).toBeLessThan(LOG_MAX_BYTES / 32), {
      timeout: 10_000,
    })
  })

  it('does not share its folder, neither within a process nor between two', async () => {
    await expect(openDatabase(options())).rejects.toThrow(/in use by another Parley process/)
    const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))
    const env = { ...process.env, PARLEY_DATA_DIR: store.dataDir, DATABASE_URL: '' }
    const other = promisify(execFile)(process.execPath, [main, 'migrate'], { env, timeout: 20_000 })
    await expect(other).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('PARLEY_DATA_DIR') })
    expect(await count()).toBeGreaterThan(0)
  })
})
