import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PLACES } from './stage/places.ts'
import { openContext, show } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'
import { openAll, scrollThrough } from './tables/read-tables.ts'

const stage = useStage()
/** The places with charts, and how many each has at least. */
const CHARTS: Readonly<Record<string, number>> = {
  ...{ results: 3, diagnostics: 1, 'template-settings': 1, plan: 1, events: 1, person: 1 },
  'settings-organisation': 1,
}
let page: Page

beforeAll(async () => {
  page = await (await openContext(stage)).newPage()
})
afterAll(() => page.context().close())

it.each(PLACES.filter(({ isSignedOut }) => !isSignedOut))(
  '$name: each chart has a sentence, its numbers as text, and arrow keys',
  async place => {
    await show(page, stage.url, place)
    await scrollThrough(page)
    const figures = page.locator('main figure')
    const found = await figures.count()
    const least = CHARTS[place.name] ?? 0
    expect(found >= least && (least > 0 || found === 0), `${found} charts`).toBe(true)

    for (const figure of await figures.all()) {
      const sentence = (await figure.locator('figcaption').textContent()) ?? ''
      expect(sentence.trim().length, sentence).toBeGreaterThan(20)
      const slider = figure.getByRole('slider')
      // A drawing of a rule has no points: its caption lists what it shows. A chart may say that it draws nothing yet.
      if ((await slider.count()) === 0) continue
      await slider.focus()
      const readout = () => slider.getAttribute('aria-valuetext')
      const read = new Set<string | null>()
      for (const key of ['End', 'ArrowLeft', 'ArrowRight', 'Home']) {
        await page.keyboard.press(key)
        read.add(await readout())
        expect(await readout()).toMatch(/\d/)
      }
      const points = Number(await slider.getAttribute('aria-valuemax')) + 1
      expect(read.size, [...read].join(' | ')).toBeGreaterThanOrEqual(Math.min(points, 2))
      await page.keyboard.press('Escape')
    }
    if (found === 0) return
    await openAll(page)
    const figuresWithNumbers = page.locator('main figure', { has: page.locator('table, ul') })
    // The line of a person has its list under it, as a part of the page.
    expect(await figuresWithNumbers.count()).toBe(place.name === 'person' ? 0 : found)
    if (place.name === 'person') expect(await page.locator('main li').count()).toBeGreaterThan(5)
  },
)

it('keeps in the address the point that Enter chooses, on all charts of the results, until Escape', async () => {
  const results = PLACES.find(({ name }) => name === 'results')
  if (results === undefined) throw new Error('there is no place of this name')
  await show(page, stage.url, results)
  await scrollThrough(page)
  const traffic = () => page.getByRole('slider', { name: 'Where traffic went' })
  const readout = async () => (await traffic().getAttribute('aria-valuetext')) ?? ''
  await traffic().focus()
  await page.keyboard.press('Home')
  const chosen = await readout()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toMatch(/[?&]at=/)
  await page.reload()
  await scrollThrough(page)
  await traffic().waitFor()
  expect(await readout()).toBe(chosen)
  await traffic().focus()
  expect(await readout()).toBe(chosen)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).not.toMatch(/[?&]at=/)
})
