import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MAIN } from '../../../test/main.ts'
import { type Notes, note, openNotes, optionsOf } from '../../../test/notes.ts'
import { LOG_MAX_BYTES } from './checkpoints.ts'
import { openDatabase } from './db.ts'
import { migrate } from './migrate.ts'
import type { Database } from './session.ts'

let notes: Notes
let db: Database
beforeAll(async () => {
  notes = await openNotes()
  db = notes.db
})
afterAll(() => notes.close())

const SINCE_CHECKPOINT =
  'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()'

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
    const sinceCheckpoint = async () =>
      (await db.query<{ bytes: number }>({ text: SINCE_CHECKPOINT }))[0]?.bytes ?? Number.NaN
    const text = `insert into notes select n, (select string_agg(md5(n::text || m), '') from generate_series(1, 300) m)
                  from generate_series($1::int, $1::int + 499) n`
    for (let id = 1_000; (await sinceCheckpoint()) < LOG_MAX_BYTES; id += 500)
      await db.query({ text, values: [id] })
    await vi.waitFor(async () => expect(await sinceCheckpoint()).toBeLessThan(LOG_MAX_BYTES / 32), {
      timeout: 10_000,
    })
  })

  it('writes a checkpoint after migrations: it would hold up the first requests', async () => {
    // This one may run twice.
    await db.query({ text: "delete from schema_migrations where name = '0043-refunds-validated.sql'" })
    expect(await migrate(db, new Date())).toHaveLength(1)
    const [row] = await db.query<{ bytes: number }>({ text: SINCE_CHECKPOINT })
    expect(row?.bytes).toBeLessThan(10_000)
  })

  it('forgets its answers: many large ones fit into a small memory', async () => {
    // Half a gigabyte in all; the thread may use a quarter of that.
    const text = `select repeat('x', 1000) || n as line from generate_series(1, 8000) n`
    for (let time = 0; time < 60; time++) expect(await db.query({ text })).toHaveLength(8_000)
  })

  it('does not share its folder, neither within a process nor between two', async () => {
    await expect(openDatabase(optionsOf(notes.store))).rejects.toThrow(/in use by another Parley process/)
    const env = { ...process.env, PARLEY_DATA_DIR: notes.store.dataDir, DATABASE_URL: '' }
    const other = promisify(execFile)(process.execPath, [MAIN, 'migrate'], { env, timeout: 20_000 })
    await expect(other).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('PARLEY_DATA_DIR') })
    expect(await notes.count()).toBeGreaterThan(0)
  })
})
