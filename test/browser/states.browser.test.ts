import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { watch } from './checks/watch.ts'
import { PLACES, STATES } from './stage/places.ts'
import { openContext, settle, show } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const OF_ORG = PLACES.filter(({ route }) => route.startsWith('/o/'))
const DATA = '**/api/v1/orgs/**'
const EMPTY = '[data-state=empty]'

async function withPage(
  options: Parameters<typeof openContext>[1],
  use: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await openContext(stage, options)
  try {
    await use(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

describe('loading', () => {
  it.each(OF_ORG)('$name shows no empty state while its data is on the way', ({ path }) =>
    withPage({}, async page => {
      let release = () => {}
      const released = new Promise<void>(resolve => {
        release = resolve
      })
      await page.route(DATA, async route => {
        await released
        await route.continue().catch(() => {})
      })
      await page.goto(`${stage.url}${path}`)
      await page.locator('nav[aria-label=Pages]').first().waitFor()
      // Longer than the 200 ms for which nothing moves.
      await page.waitForTimeout(500)
      expect(await page.locator(EMPTY).count()).toBe(0)
      release()
      await settle(page)
    }),
  )
})

/** These load nothing when they open. */
const WITHOUT_DATA = ['help', 'people', 'administration']

describe('failing', () => {
  it.each(OF_ORG.filter(({ name }) => !WITHOUT_DATA.includes(name)))(
    '$name says what failed, and loads after Retry',
    ({ path }) =>
      withPage({}, async page => {
        const faults = await watch(page, stage.url)
        const problem = {
          type: 'about:blank',
          title: 'Out of order',
          status: 503,
          code: 'unavailable',
          detail: 'Try again.',
        }
        let calls = 0
        await page.route(DATA, route => {
          calls++
          return route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem })
        })
        await page.goto(`${stage.url}${path}`)
        await page.locator('h1').first().waitFor()
        // The second try of each call comes after a second.
        await page.waitForTimeout(2_500)
        if (calls > 4) await page.getByRole('button', { name: 'Retry' }).first().waitFor()
        expect(await page.locator(EMPTY).count()).toBe(0)
        expect((await faults()).filter(fault => !fault.includes('status of 503'))).toEqual([])
      }),
  )
})

it('what is not there says so, and offers no Retry', () =>
  withPage({}, async page => {
    const place = STATES.find(({ name }) => name === 'results-not-found')
    if (place === undefined) throw new Error('there is no place of this name')
    await show(page, stage.url, place)
    const failed = page.getByRole('alert')
    await failed.getByText('There is no such template').waitFor()
    expect(await failed.getByRole('button', { name: 'Retry' }).count()).toBe(0)
  }))

describe('a viewer', () => {
  it.each(OF_ORG)('sees $name without asking for what is refused', ({ path, name, route }) =>
    withPage({ role: 'viewer' }, async page => {
      const faults = await watch(page, stage.url)
      const refused: string[] = []
      page.on('response', response => {
        if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`)
      })
      await show(page, stage.url, { path, name, route })
      expect(refused).toEqual([])
      expect(await faults()).toEqual([])
    }),
  )
})

describe('calm', () => {
  it.each(OF_ORG)('$name moves nothing under reduced motion', ({ path, name, route }) =>
    withPage({}, async page => {
      await show(page, stage.url, { path, name, route })
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    }),
  )
})
