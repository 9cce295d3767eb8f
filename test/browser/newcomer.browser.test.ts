import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServerProcess, type ServerProcess } from '../server-process.ts'
import { watch } from './checks/watch.ts'
import { firstTraffic } from './newcomer/first-traffic.ts'
import { withKeys, withPointer } from './newcomer/hands.ts'
import { newcomer } from './newcomer/newcomer.ts'
import { launchChromium } from './stage/stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const NEW_STORE_MS = 180_000

/** The server as `npm start` runs it, on an empty store. */
async function startNew(): Promise<ServerProcess & { readonly link: string; remove(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-newcomer-'))
  const removeStore = async () => rmSync(dataDir, { recursive: true, force: true })
  const server = await createServerProcess(
    { databaseUrl: '', dataDir, remove: removeStore },
    {},
    { patienceMs: NEW_STORE_MS },
  )
  await server.start()
  const link = await server.printed(/Set it up +(\S+)/)
  return {
    ...server,
    link,
    async remove() {
      await server.stop()
      await removeStore()
    },
  }
}

describe.each([
  ['with the pointer', withPointer],
  ['by keyboard alone', withKeys],
] as const)('the newcomer, %s', (_how, handOf) => {
  it('goes from the printed link to results that equal the API', async () => {
    const server = await startNew()
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    try {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const page = await context.newPage()
      const faults = await watch(page, server.url)
      const she = newcomer(page, handOf(page), server.url)
      await she.setsUp(server.link)
      await she.choosesAPlatform()
      await she.writesATemplate()
      const key = await she.makesTheKeyAndTries()
      await she.entersTheCampaign()
      await she.approvesTheWordings()
      await she.activates()
      const reading = firstTraffic(page, handOf(page), server.url, key)
      await reading.asksWhy()
      await reading.watchesReportsArrive()
      await reading.readsResults()
      expect(await faults()).toEqual([])
    } finally {
      await context.close()
      await server.remove()
    }
  })
})
