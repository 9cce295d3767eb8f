import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { overlaysOf } from './overlays.ts'
import { PLACES, type Place, STATES } from './places.ts'
import { openContext, show, THEMES } from './show.ts'
import { useStage } from './use-stage.ts'
import { watch } from './watch.ts'

const stage = useStage()

it('every route of the console is shown', () => {
  const routes = readFileSync(new URL('../../console/src/routes.tsx', import.meta.url), 'utf8')
  const declared = [...routes.matchAll(/import\('\.\/pages\/([a-z-]+)\/page\.tsx'\)/g)].map(
    ([, page]) => page,
  )
  expect(declared.length).toBeGreaterThan(30)
  const shown = new Set(PLACES.map(({ name }) => name))
  expect(declared.filter(page => !shown.has(page ?? ''))).toEqual([])
})

describe.each(THEMES)('in %s', theme => {
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

  it.each([...PLACES, ...STATES])('$name keeps the policy, and axe finds nothing', async place => {
    const { page, faults } = await open(place)
    expect(await faults()).toEqual([])
    expect(await findViolations(page)).toEqual([])
  })

  it.each(PLACES)('$name: neither with an overlay open, and the focus returns', async place => {
    const { page, faults } = await open(place)
    for (const overlay of await overlaysOf(page)) {
      await overlay.open()
      expect(await findViolations(page), overlay.name).toEqual([])
      expect(await overlay.close(), `the focus after ${overlay.name}`).toBe(true)
    }
    expect(await faults()).toEqual([])
  })

  it.each(PLACES)('$name fits a screen of 320 px, which is 400 % zoom', async place => {
    const { page } = await open(place)
    await page.setViewportSize({ width: 320, height: 700 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    const violations = await findViolations(page)
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(wide).toBeLessThanOrEqual(320)
    expect(violations).toEqual([])
  })
})
