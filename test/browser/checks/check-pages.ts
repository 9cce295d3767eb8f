import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PLACES, type Place, STATES } from '../stage/places.ts'
import { openContext, show, type Theme } from '../stage/show.ts'
import { useStage } from '../stage/use-stage.ts'
import { cutTablesOf } from '../tables/read-tables.ts'
import { findViolations } from './axe.ts'
import { overlaysOf } from './overlays.ts'
import { watch } from './watch.ts'

/**
 * Checks every place in a theme: the policy of the page is kept, no table is cut off at 1280 px, and axe finds nothing,
 * neither on the page nor with one of its overlays open nor on a screen of 320 px, which is 400 % zoom. One visit each:
 * loading takes most of the time.
 */
export function checkPages(theme: Theme): void {
  const stage = useStage()
  const contexts: BrowserContext[] = []
  let pages: { readonly page: Page; readonly faults: () => Promise<readonly string[]> }[] = []

  beforeAll(async () => {
    pages = []
    for (const isSignedOut of [false, true]) {
      const context = await openContext(stage, { theme, isSignedOut })
      contexts.push(context)
      const page = await context.newPage()
      pages.push({ page, faults: await watch(page, stage.url) })
    }
  })
  afterAll(() => Promise.all(contexts.map(context => context.close())))

  const open = async (place: Place) => {
    const opened = pages[place.isSignedOut ? 1 : 0]
    if (!opened) throw new Error('the windows open in beforeAll')
    await show(opened.page, stage.url, place)
    return opened
  }

  it.each(STATES)('$name keeps the policy, and axe finds nothing', async place => {
    const { page, faults } = await open(place)
    expect(await findViolations(page)).toEqual([])
    expect(await cutTablesOf(page)).toEqual([])
    expect(await faults()).toEqual([])
  })

  it.each(PLACES)('$name: neither with an overlay open, nor at 400 % zoom', async place => {
    const { page, faults } = await open(place)
    expect(await findViolations(page)).toEqual([])
    expect(await cutTablesOf(page)).toEqual([])
    await checkOverlays(page)
    expect(await faults()).toEqual([])
    await checkZoom(page)
  })
}

async function checkOverlays(page: Page): Promise<void> {
  for (const overlay of await overlaysOf(page)) {
    await overlay.open()
    expect(await findViolations(page), overlay.name).toEqual([])
    expect(await overlay.close(), `the focus after ${overlay.name}`).toBe(true)
  }
}

async function checkZoom(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 700 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  const violations = await findViolations(page)
  await page.setViewportSize({ width: 1280, height: 900 })
  expect(wide).toBeLessThanOrEqual(320)
  expect(violations).toEqual([])
}
