import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { PLACES, type Place } from './stage/places.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()

const FIRST_LOAD_MAX = 220_000
const PAGE_MAX = 40_000

/** The bytes of code and styles on the wire, as the server compressed them, by address. */
async function filesOf(page: Page, go: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, number>()
  const finished: Promise<void>[] = []
  page.on('requestfinished', request => {
    if (request.url().includes('/api/')) return
    finished.push(
      request.sizes().then(({ responseBodySize }) => void files.set(request.url(), responseBodySize)),
    )
  })
  await go()
  await Promise.all(finished)
  page.removeAllListeners('requestfinished')
  return files
}

const sum = (sizes: Iterable<number>): number => [...sizes].reduce((total, size) => total + size, 0)

async function load({ path, isSignedOut = false }: Place): Promise<ReadonlyMap<string, number>> {
  const context = await openContext(stage, { isSignedOut })
  const page = await context.newPage()
  const files = await filesOf(page, async () => {
    await page.goto(`${stage.url}${path}`)
    await settle(page)
  })
  await context.close()
  return files
}

it('the first load weighs at most 220 kB, and every other page at most 40 kB more', async () => {
  const home = PLACES.find(({ name }) => name === 'home')
  if (!home) throw new Error('there is no home')
  const first = await load(home)
  const total = sum(first.values())
  console.log(`first load: ${total} bytes`)
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_MAX)

  const heavy: string[] = []
  for (const place of PLACES) {
    const files = await load(place)
    const more = sum(
      [...files].filter(([url]) => !first.has(url) && !isDocument(url)).map(([, size]) => size),
    )
    if (more > PAGE_MAX) heavy.push(`${place.name}: ${more} bytes`)
  }
  expect(heavy).toEqual([])
})

// Every page has the same document, at its own address.
const isDocument = (url: string): boolean => !new URL(url).pathname.startsWith('/assets/')
