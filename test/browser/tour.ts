import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PLACES } from './stage/places.ts'
import { openContext, settle, show } from './stage/show.ts'
import type { Stage } from './stage/stage.ts'

const FOLDER = fileURLToPath(new URL('../../docs/tour/', import.meta.url))
const SIZE = { width: 1280, height: 860 }
const QUALITIES = [72, 56, 40]
const LATER_MS = 1_500
const BYTES_MAX = 60_000

/** The pictures of docs/tour.md: the name of a place, and the theme in which it is shown. */
const PICTURES = [
  ['home', 'light'],
  ['results', 'light'],
  ['variants', 'light'],
  ['playground', 'light'],
  ['integration', 'light'],
  ['events', 'dark'],
  ['person', 'light'],
  ['sources', 'light'],
  ['recommendations', 'light'],
] as const

/** Makes them anew, each small enough for a repository. */
export async function makeTour(stage: Stage): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, theme] of PICTURES) {
    const place = PLACES.find(each => each.name === name)
    if (!place) throw new Error(`there is no place ${name}`)
    const context = await openContext(stage, { theme })
    const page = await context.newPage()
    await page.setViewportSize(SIZE)
    await show(page, stage.url, place)
    // What a page asks for after its first answers, such as a preview.
    await page.waitForTimeout(LATER_MS)
    await settle(page)
    const picture = await capture(page)
    expect(picture.length, name).toBeLessThanOrEqual(BYTES_MAX)
    writeFileSync(join(FOLDER, `${name}.webp`), picture)
    await context.close()
  }
}

/** As WebP, which Chromium makes; Playwright itself offers only larger formats. The best that is small enough. */
async function capture(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page)
  let picture = Buffer.alloc(0)
  for (const quality of QUALITIES) {
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality })
    picture = Buffer.from(data, 'base64')
    if (picture.length <= BYTES_MAX) break
  }
  return picture
}
