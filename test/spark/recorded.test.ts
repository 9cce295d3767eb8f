import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readImportFlags } from '../../src/features/warehouse/flags.ts'
import { importFiles } from '../../src/features/warehouse/import-files.ts'
import { findOrg } from '../../src/runtime/catalog/enter.ts'
import { exportsOf } from '../../src/worker-wiring.ts'
import { rebuildAll } from '../factories.ts'
import { useServer } from '../scene.ts'
import { type Credit, createSender, creditsOf, sendRaw, sumsOf } from './attribution.ts'
import { createRawEvents, EXPORTS, isTooLate, RECORDED_USERS } from './raw-events.ts'

// What Apache Spark wrote for a few people, recorded by spark.spark.test.ts with RECORD=1.

const RECORDED = fileURLToPath(new URL('recorded/', import.meta.url))
const { messages, rows } = createRawEvents(RECORDED_USERS)
const [first, second] = EXPORTS

const server = useServer()
const folder = mkdtempSync(join(tmpdir(), 'parley-spark-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Imports an export, which lies where the former one lay. */
async function importExport(org: string, format: string, number: number) {
  const current = join(folder, org)
  rmSync(current, { recursive: true, force: true })
  cpSync(join(RECORDED, format, `export-${number}`), current, { recursive: true })
  const { services } = server
  const { id, ...found } = await findOrg(services.catalog, org)
  const none = { columns: undefined, properties: undefined, window: undefined, scrubbed: undefined }
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...exportsOf(services, { id, ...found }),
    onProgress: () => {},
  }
  const given = { orgId: id, source: 'spark', paths: [current], isAccepted: false }
  const figures: object[] = []
  const reading = readImportFlags({ platform: 'itbl', ...none })
  for await (const imported of importFiles(loading, { ...given, reading })) {
    const { name, state } = imported
    const result = imported.state === 'loaded' ? imported.result : undefined
    figures.push(
      result ? { name, rows: result.rows, added: result.added, gone: result.gone } : { name, state },
    )
  }
  return figures
}

let credits: readonly Credit[] = []
beforeAll(async () => {
  await createSender(server, 'by-webhook', messages)
  server.setNow(new Date(`${second.today}T06:00:00Z`))
  for (const number of [1, 2])
    await sendRaw(
      server,
      'by-webhook',
      rows.filter(row => row.knownFrom === number && !isTooLate(row)),
    )
  credits = await creditsOf(server, 'by-webhook', [first.days[0], second.days[2]])
})

describe.each(['TIMESTAMP_MICROS', 'INT96'])('what Spark exported with %s', format => {
  const org = `by-${format.toLowerCase().replace('_', '-')}`

  it('counts as the same events by webhook', async () => {
    await createSender(server, org, messages)
    server.setNow(new Date(`${first.today}T06:00:00Z`))
    expect(await importExport(org, format, 1)).toMatchInlineSnapshot(`
      [
        {
          "added": 35,
          "gone": 0,
          "name": "event_date=2026-03-02",
          "rows": 35,
        },
        {
          "added": 32,
          "gone": 0,
          "name": "event_date=2026-03-03",
          "rows": 32,
        },
        {
          "added": 34,
          "gone": 0,
          "name": "event_date=2026-03-04",
          "rows": 34,
        },
      ]
    `)
    server.setNow(new Date(`${second.today}T06:00:00Z`))
    expect(await importExport(org, format, 2)).toMatchInlineSnapshot(`
      [
        {
          "name": "event_date=2026-03-02",
          "state": "unchanged",
        },
        {
          "added": 12,
          "gone": 2,
          "name": "event_date=2026-03-03",
          "rows": 42,
        },
        {
          "added": 10,
          "gone": 0,
          "name": "event_date=2026-03-04",
          "rows": 44,
        },
        {
          "added": 54,
          "gone": 0,
          "name": "event_date=2026-03-05",
          "rows": 54,
        },
      ]
    `)
    expect(await creditsOf(server, org, [first.days[0], second.days[2]])).toEqual(credits)
    expect(await sumsOf(server, org)).toMatchInlineSnapshot(`
      [
        {
          "bounces": 1,
          "clicks": 11,
          "conversions": 11,
          "decisions": 20,
          "opens": 15,
          "sends": 20,
          "template_id": "renew",
          "unsubscribes": 3,
        },
        {
          "bounces": 2,
          "clicks": 14,
          "conversions": 19,
          "decisions": 28,
          "opens": 16,
          "sends": 28,
          "template_id": "welcome",
          "unsubscribes": 0,
        },
      ]
    `)
    expect(await rebuildAll(server, org)).toBe(0)
  })
})
