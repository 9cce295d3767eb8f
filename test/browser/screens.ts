import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { makeOverlays } from './overlay-screens.ts'
import { PLACES, type Place, STATES } from './stage/places.ts'
import { openContext, settle, show, THEMES, type Theme } from './stage/show.ts'
import { openStage, type Stage } from './stage/stage.ts'
import { makeTour } from './tour.ts'

const FOLDER = fileURLToPath(new URL('../../screens/', import.meta.url))
const WIDTHS = [360, 768, 1280, 2560]
const wanted = process.env['SCREENS'] ?? ''
const places = [...PLACES, ...STATES].filter(({ name, route }) =>
  wanted.split(',').some(part => name.includes(part) || route.includes(part)),
)

// `npm run screens -- <part of a name or route>`: pictures of every page in both themes at four widths. Several with commas.
// `npm run screens -- --overlays`: pictures of menus, dialogs and the search.
// `npm run screens -- --tour`: the pictures of docs/tour.md.
it('makes pictures', async () => {
  const isTour = wanted === '--tour'
  const isOverlays = wanted === '--overlays'
  if (!isTour && !isOverlays) expect(places, 'no page has such a name').not.toEqual([])
  mkdirSync(FOLDER, { recursive: true })
  const stage = await openStage()
  try {
    if (isTour) return await makeTour(stage)
    if (isOverlays) return await makeOverlays(stage, FOLDER)
    for (const theme of THEMES)
      for (const isSignedOut of [false, true]) await showAll(stage, theme, isSignedOut)
  } finally {
    await stage.close()
  }
}, 3_600_000)

/** One window for all places, since opening one costs more than a picture. */
async function showAll(stage: Stage, theme: Theme, isSignedOut: boolean): Promise<void> {
  const context = await openContext(stage, { theme, isSignedOut })
  const page = await context.newPage()
  for (const place of places.filter(each => (each.isSignedOut ?? false) === isSignedOut)) {
    await show(page, stage.url, place)
    // What loads when it comes near is in the picture too.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await settle(page)
    await page.evaluate(() => scrollTo(0, 0))
    await picture(page, place, theme)
  }
  await context.close()
}

async function picture(page: Page, { name }: Place, theme: Theme): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page)
    await page.screenshot({ path: join(FOLDER, `${name}-${theme}-${width}.png`), fullPage: true })
  }
}
