import { rmSync } from 'node:fs'
import pino from 'pino'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/serve.ts'
import { ADMIN_KEY } from '../app.ts'
import { freePort } from '../server-process.ts'
import { seededStore } from './seed.ts'

/** The real application on a port, over the seeded store, and a browser. */
export interface Stage {
  readonly url: string
  readonly browser: Browser
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const dataDir = await seededStore()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    PARLEY_DATA_DIR: dataDir,
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
  })
  const server = await startServer(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }), {
    withWorker: true,
  })
  const browser = await launchChromium()
  return {
    url,
    browser,
    async close() {
      await browser.close()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    // Chromium's sandbox refuses to run as root, as it does in containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })

/** Signs a browser in, as an operator. */
export async function signIn(context: BrowserContext, orgs: readonly string[]): Promise<void> {
  await context.setExtraHTTPHeaders({ 'x-api-key': ADMIN_KEY })
  await context.route('**/api/v1/session', route =>
    route.fulfill({
      json: {
        user: { id: 'user', name: 'Maya Kern', email: 'maya@example.com', operator: true },
        orgs: orgs.map(slug => ({ slug, name: slug, role: 'admin' })),
        expires_at: '2027-01-01T00:00:00Z',
      },
    }),
  )
}
