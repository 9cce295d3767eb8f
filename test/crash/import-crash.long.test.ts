import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { countsOf, createOrg, createTemplate, rebuildAll } from '../factories.ts'
import { MAIN } from '../main.ts'
import { copyTo } from '../parquet.ts'

const ROWS = 12_000

let store: TestStore
beforeAll(async () => {
  store = await createTestStore()
})
afterAll(() => store.remove())

const settings = () => ({ DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir })

async function withApp<Answer>(work: (server: TestApp) => Promise<Answer>): Promise<Answer> {
  const server = await startTestApp(settings())
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

/**
 * Runs `parley import`.
 * @param steps after which it is killed
 * @returns what it printed
 */
async function runImport(file: string, steps = Number.POSITIVE_INFINITY): Promise<string> {
  const env = { ...process.env, ...settings(), PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests' }
  const child = spawn(process.execPath, [MAIN, 'import', file, '--org', 'acme'], { env })
  let [printed, counted] = ['', 0]
  child.stdout.on('data', text => {
    printed += text
  })
  child.stderr.on('data', text => {
    counted += String(text).split('rows counted').length - 1
    if (counted >= steps) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return printed
}

it('an import that is killed twice ends with exact counts', async () => {
  const file = join(store.dataDir, 'export.parquet')
  await withApp(async server => {
    await createOrg(server, 'acme')
    await createTemplate(server, 'acme', 'welcome', { split: { control_share: 0 } }, 1)
    for (let user = 0; user < 3; user++) {
      const choice = { template_id: 'welcome', tracking_id: `m${user}`, user_id: `u${user}` }
      expect((await server.call('POST', '/api/generate/acme', choice)).status).toBe(200)
    }
  })
  await copyTo(
    file,
    `select 'emailClick' as event_name, now() + interval 1 minute as event_timestamp, 'm' || n as message_id from range(${ROWS}) r(n)`,
  )
  expect(await runImport(file, 2)).toBe('')
  expect(await runImport(file, 3)).toBe('')
  const last = await runImport(file)
  expect(last).toMatch(new RegExp(`: ${ROWS} rows, \\d+ of them new .*, 0 withdrawn\\.`))
  expect(await runImport(file)).toContain('imported before, unchanged.')
  await withApp(async server => {
    const [stored] = await server.services.db.query<object>({
      text: 'select count(*)::int as events, count(distinct message_id)::int as messages from events',
    })
    expect(stored).toEqual({ events: ROWS, messages: ROWS })
    expect(await countsOf(server, 'acme')).toMatchObject([{ clicks: 3 }])
    expect(await rebuildAll(server, 'acme')).toBe(0)
  })
}, 300_000)
