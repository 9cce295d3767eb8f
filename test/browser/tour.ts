import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PLACES, STATES } from './stage/places.ts'
import { openContext, settle, show, type Theme } from './stage/show.ts'
import type { Stage } from './stage/stage.ts'
import { scrollThrough } from './tables/read-tables.ts'

const FOLDER = fileURLToPath(new URL('../../docs/tour/', import.meta.url))
const SIZE = { width: 1280, height: 860 }
const QUALITIES = [72, 56, 40]
const LATER_MS = 1_500
const BYTES_MAX = 60_000

interface Picture {
  readonly place: string
  readonly theme: Theme
  /** The file, if it is not named as the place. */
  readonly file?: string
  /** A part of the page that is scrolled into sight, by its heading. */
  readonly to?: string
}

/** The pictures of docs/tour.md. */
const PICTURES: readonly Picture[] = [
  { place: 'home', theme: 'light' },
  { place: 'results', theme: 'light' },
  { place: 'results', theme: 'light', file: 'results-segments', to: 'By attribute' },
  { place: 'variants', theme: 'light' },
  { place: 'playground', theme: 'light' },
  { place: 'integration', theme: 'light' },
  { place: 'events', theme: 'dark' },
  { place: 'person', theme: 'light' },
  { place: 'sources', theme: 'light' },
  { place: 'warehouse-source', theme: 'light' },
  { place: 'coverage-event', theme: 'light', file: 'coverage' },
  { place: 'exports', theme: 'light' },
  { place: 'recommendations', theme: 'light' },
]

/** Makes them anew, each small enough for a repository. */
export async function makeTour(stage: Stage): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const { place: name, theme, file = name, to } of PICTURES) {
    const place = [...PLACES, ...STATES].find(each => each.name === name)
    if (!place) throw new Error(`there is no place ${name}`)
    const context = await openContext(stage, { theme })
    const page = await context.newPage()
    await page.setViewportSize(SIZE)
    await show(page, stage.url, place)
    // What a page asks for after its first answers, such as a preview.
    await page.waitForTimeout(LATER_MS)
    await settle(page)
    if (to !== undefined) await scrollTo(page, to)
    const picture = await capture(page)
    expect(picture.length, file).toBeLessThanOrEqual(BYTES_MAX)
    writeFileSync(join(FOLDER, `${file}.webp`), picture)
    await context.close()
  }
}

/** What comes near loads more, and moves the heading. */
async function scrollTo(page: Page, heading: string): Promise<void> {
  await scrollThrough(page)
  await page
    .getByRole('heading', { name: heading })
    .first()
    .evaluate(each => scrollBy(0, each.getBoundingClientRect().top - 96))
  await settle(page)
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
