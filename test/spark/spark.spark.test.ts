import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { rebuildAll } from '../factories.ts'
import { MAIN } from '../main.ts'
import { createSender, creditsOf, sendRaw, sumsOf } from './attribution.ts'
import { createRawEvents, EXPORTS, isTooLate, RECORDED_USERS } from './raw-events.ts'
import { type Exported, FORMATS, runSpark } from './run-spark.ts'

// Apache Spark runs the documentation's statements, and `parley import` imports what it wrote. SPARK_PYTHON is a Python
// with pyspark, from install.sh. With RECORD=1, the recorded files are written anew.

const PYTHON = process.env['SPARK_PYTHON'] ?? ''
if (PYTHON === '')
  throw new Error('Run test/spark/install.sh FOLDER, and set SPARK_PYTHON to FOLDER/bin/python.')
const RECORDED = fileURLToPath(new URL('recorded/', import.meta.url))
const USERS = 250
const [first, second] = EXPORTS
const DAYS = [first.days[0], second.days[2]]

const folder = mkdtempSync(join(tmpdir(), 'parley-spark-'))
const raw = createRawEvents(USERS)
let store: TestStore
let exported: Exported
beforeAll(async () => {
  store = await createTestStore()
  exported = await runSpark(PYTHON, join(folder, 'spark'), raw, 3)
}, 600_000)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await store.remove()
})

const settings = () => ({ DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir })

async function withApp<Answer>(work: (server: TestApp) => Promise<Answer>): Promise<Answer> {
  const server = await startTestApp(settings())
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

/** Imports the folder of an export, which lies where the former one lay. @returns what `parley import` prints */
async function runImport(org: string, path: string): Promise<string> {
  const current = join(folder, org)
  rmSync(current, { recursive: true, force: true })
  cpSync(path, current, { recursive: true })
  const env = { ...process.env, ...settings(), PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests' }
  const flags = ['--org', org, '--platform', 'itbl', '--source', 'spark']
  return (await promisify(execFile)(process.execPath, [MAIN, 'import', current, ...flags], { env })).stdout
}

describe('what Apache Spark exports', () => {
  it('counts as the same events by webhook', async () => {
    const expected = await withApp(async server => {
      for (const org of ['web', ...FORMATS.map(orgOf)]) await createSender(server, org, raw.messages)
      server.setNow(new Date(`${second.today}T06:00:00Z`))
      for (const number of [1, 2])
        await sendRaw(
          server,
          'web',
          raw.rows.filter(row => row.knownFrom === number && !isTooLate(row)),
        )
      return { credits: await creditsOf(server, 'web', DAYS), sums: await sumsOf(server, 'web') }
    })
    expect(expected.credits.length).toBeGreaterThan(2_000)
    const printed: string[] = []
    for (const format of FORMATS) {
      for (const path of exported[format]) printed.push(await runImport(orgOf(format), path))
      // Dynamic overwrite has left the first day alone.
      expect(printed.at(-1)).toContain('event_date=2026-03-02: imported before, unchanged.')
      expect(printed.at(-1)).toMatch(/event_date=2026-03-04: .* [1-9]\d* withdrawn/)
    }
    await withApp(async server => {
      for (const format of FORMATS) {
        expect(await creditsOf(server, orgOf(format), DAYS)).toEqual(expected.credits)
        expect(await rebuildAll(server, orgOf(format))).toBe(0)
      }
      expect(await sumsOf(server, orgOf('INT96'))).toEqual(await sumsOf(server, orgOf('TIMESTAMP_MICROS')))
    })
  }, 900_000)

  it.runIf(process.env['RECORD'])(
    'is recorded',
    async () => {
      const few = await runSpark(PYTHON, join(folder, 'recording'), createRawEvents(RECORDED_USERS), 1)
      const isKept = (path: string) => !/\/[_.][^/]*$/.test(path)
      for (const format of FORMATS)
        for (const [index, path] of few[format].entries()) {
          const kept = join(RECORDED, format, `export-${index + 1}`)
          rmSync(kept, { recursive: true, force: true })
          cpSync(path, kept, { recursive: true, filter: isKept })
        }
    },
    600_000,
  )
})

const orgOf = (format: string): string => `by-${format.toLowerCase().replace('_', '-')}`
