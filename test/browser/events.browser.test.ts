import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { report } from './report.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const contexts: BrowserContext[] = []
// The seeded calls are older than those of these tests.
const startedAt = Date.now()

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function openPage(path: string): Promise<Page> {
  const context = await openContext(stage)
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(`${stage.url}/o/${ORG}${path}`)
  await settle(page)
  return page
}

const headers = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }

const api = async (path: string) =>
  (await fetch(`${stage.url}/api/v1/orgs/${ORG}${path}`, { headers })).json()

describe('the log', () => {
  it('opens a call by its address, goes through the list by keys, and gives the focus back', async () => {
    const to = new Date(startedAt).toISOString()
    const { items } = await api(`/requests?limit=5&to=${to}`)
    const [, second, third] = items
    const page = await openPage(`/events?range=30d&to=${to}&open=${second.id}`)
    const panel = page.getByRole('region', { name: 'The call' })
    await panel.getByText('Received').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(url => url.searchParams.get('open') === third.id)
    await panel.getByText('Received').waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(url => !url.searchParams.has('open'))
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`call-${third.id}`)
    await page.keyboard.press('Enter')
    await page.waitForURL(url => url.searchParams.get('open') === third.id)
  })

  it('shows the figures of the API, and keeps an address out of the URL', async () => {
    const to = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString()
    const from = new Date(Date.parse(to) - 20 * 86_400_000).toISOString()
    const period = `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`
    const page = await openPage(`/events?${period}`)
    const summary = await api(`/requests/summary?${period}&interval=day`)
    const figures = await page.locator('figcaption').first().textContent()
    const numbers = [...(figures ?? '').replaceAll('\u202f', '').matchAll(/\d+/g)].map(([text]) =>
      Number(text),
    )
    expect(numbers).toEqual(
      [summary.total, summary.counted, summary.kept, summary.waiting || undefined, summary.attention].filter(
        each => each !== undefined,
      ),
    )
    const { items } = await api(`/requests?${period}&limit=100`)
    const shown = await page.locator('tbody tr a').evaluateAll(links => links.map(({ id }) => id))
    expect(shown).toEqual(items.map(({ id }: { id: string }) => `call-${id}`))
    const field = page.getByRole('searchbox')
    await field.fill('nobody@example.com')
    await field.press('Enter')
    await page.locator('#main').getByText('Nobody by that address.').waitFor()
    expect(page.url()).not.toContain('nobody')
  })
})

describe('the other pages of the log', () => {
  it('gives a name a meaning by the keyboard alone, and reads earlier calls again', async () => {
    for (let at = 0; at < 3; at++) await report(stage.url, 'shelf_looked_at', at)
    await expect
      .poll(async () => JSON.stringify(await api('/event-names?unmapped=true&limit=100')), {
        timeout: 20_000,
      })
      .toContain('shelf_looked_at')
    const page = await openPage('/events/names?open=shelf_looked_at&platform=events')
    const meaning = page.getByRole('button', { name: /What “shelf_looked_at”/ })
    await meaning.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'The message was clicked' }).waitFor()
    for (let at = 0; at < 20; at++) {
      if ((await page.locator('[role=option][data-focused]').textContent()) === 'The message was clicked')
        break
      await page.keyboard.press('ArrowUp')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter')
    await page.getByRole('button', { name: 'Read them again' }).press('Enter')
    await page.waitForURL(/events\/replays\?open=/)
    await page.getByText('finished').first().waitFor({ timeout: 30_000 })
    expect((await api('/requests/replays')).items[0]).toMatchObject({ state: 'finished', done: 3 })
  })

  it('finds a person, and shows each message and report once, by arrow keys too', async () => {
    const page = await openPage('/people')
    await page.getByRole('textbox').fill('user-3')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'user-3' }).press('Enter')
    await page.getByText('History, newest first').waitFor()
    expect(page.url()).toMatch(/\/people\/~/)
    const trace = await api('/people/user-3')
    const shown = page.locator('#main ol > li')
    expect(await shown.count()).toBe(trace.decisions.length + trace.events.length)
    const line = page.getByRole('slider')
    await line.focus()
    await page.keyboard.press('Home')
    await page.waitForURL(url => url.searchParams.has('open'))
    expect(await line.getAttribute('aria-valuetext')).toMatch(/message of|:/)
    const message = trace.decisions[0]
    await page.goto(`${page.url().split('?')[0]}?open=${message.decision_id}`)
    await page.getByRole('button', { name: 'Ask the decision again' }).click()
    await page.getByText(/same answer|no longer stored|nothing to ask/).waitFor()
  })
})
