import { rmSync } from 'node:fs'
import pino from 'pino'
import { type Browser, type BrowserContext, type Cookie, chromium } from 'playwright-core'
import { readConfig } from '../../../src/config.ts'
import { startServer } from '../../../src/serve.ts'
import { ADMIN_KEY } from '../../app.ts'
import { freePort } from '../../server-process.ts'
import { seededStore } from './seed.ts'
import { PASSWORD, PEOPLE } from './states.ts'

/** The real application on a port, over the seeded store, and a browser. */
export interface Stage {
  readonly url: string
  readonly browser: Browser
  /** The session of each role that has signed in. */
  readonly cookies: Map<Role, Cookie[]>
  close(): Promise<void>
}

/** @param folder of the store; it goes with the stage. Default: a copy of the seeded one */
export async function openStage(folder?: string): Promise<Stage> {
  const dataDir = folder ?? (await seededStore())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    PARLEY_DATA_DIR: dataDir,
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
    // Receivers of tests.
    PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  const server = await startServer(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }), {
    withWorker: true,
  })
  const browser = await launchChromium()
  return {
    url,
    browser,
    cookies: new Map(),
    async close() {
      await browser.close()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    // Debian's Chromium without its window: that one draws its own interface beside each page.
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell',
    // Chromium's sandbox refuses to run as root, as it does in containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })

export type Role = keyof typeof PEOPLE

/** Signs a window in. Each role signs in once: more tries would have to wait. */
export async function signIn({ url, cookies }: Stage, context: BrowserContext, role: Role): Promise<void> {
  const kept = cookies.get(role)
  if (kept) return context.addCookies(kept)
  const { email } = PEOPLE[role]
  const reply = await context.request.post(`${url}/api/v1/session`, {
    data: { email, password: PASSWORD },
    headers: { 'x-parley-console': '1', 'sec-fetch-site': 'same-origin' },
  })
  if (reply.status() !== 201)
    throw new Error(`The sign-in was answered ${reply.status()}: ${await reply.text()}`)
  cookies.set(role, await context.cookies())
}
