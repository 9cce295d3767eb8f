import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { ORG } from './seed.ts'
import { openContext, settle } from './show.ts'
import { useStage } from './use-stage.ts'

declare global {
  interface Window {
    longTasks: number[]
  }
}

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
  await page.addInitScript(() => {
    window.longTasks = []
    new PerformanceObserver(list => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
  })
  await page.goto(`${stage.url}/o/${ORG}${path}`)
  await settle(page)
  return page
}

const headers = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }

/** Whether the call was stored in time. A busy store answers 503, or not at all, and stores it all the same. */
const report = (event: string, number: number): Promise<boolean> =>
  fetch(`${stage.url}/api/webhook/events/${ORG}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ event, user_id: `tail-${number % 50}`, event_id: `${event}-${number}` }),
  }).then(
    async reply => {
      await reply.text()
      return reply.status === 200
    },
    () => false,
  )

const api = async (path: string) =>
  (await fetch(`${stage.url}/api/v1/orgs/${ORG}${path}`, { headers })).json()

const A_SECOND = 200
const rowsOf = (page: Page) => page.locator('table[aria-label^="Calls"] tbody tr')

/** Posts 200 events a second, and watches the page meanwhile. */
async function flood(page: Page, seconds: number, round: number) {
  await page.evaluate(() => window.longTasks.splice(0))
  const begin = performance.now()
  let sent = 0
  let rows = 0
  let every = ''
  const posts: Promise<boolean>[] = []
  while (performance.now() - begin < seconds * 1000) {
    const due = ((performance.now() - begin) / 1000) * A_SECOND
    while (sent < due) posts.push(report(`flood_${round}`, sent++))
    await new Promise(resolve => setTimeout(resolve, 50))
    if (sent % (A_SECOND / 2) < 15) {
      rows = Math.max(rows, await rowsOf(page).count())
      every ||= (await page.getByText(/shows every/).count()) > 0 ? 'said' : ''
    }
  }
  const stored = (await Promise.all(posts)).filter(isStored => isStored).length
  const longest = Math.max(0, ...(await page.evaluate(() => window.longTasks.splice(0))))
  return { sent, stored, rows, every, longest }
}

describe('the log', () => {
  it('follows 200 events a second without a task over 100 ms, and keeps at most 200 rows', async () => {
    const page = await openPage('/events')
    await page.getByText(/^Live/).waitFor()
    // Other processes of this machine may stop the browser for a moment: the best of three floods counts.
    const floods = []
    for (let round = 0; round < 3; round++) {
      floods.push(await flood(page, 8, round))
      if (floods.some(({ longest }) => longest <= 100)) break
    }
    const told = JSON.stringify(floods)
    for (const { sent, stored, rows, every } of floods) {
      expect(sent, told).toBeGreaterThanOrEqual(A_SECOND * 7)
      expect(rows, told).toBeGreaterThan(0)
      expect(rows, told).toBeLessThanOrEqual(200)
      // A server that has no processor left stores too few to leave any out.
      if (stored > sent / 2) expect(every, told).toBe('said')
    }
    expect(Math.min(...floods.map(({ longest }) => longest)), told).toBeLessThanOrEqual(100)
    await expect.poll(() => rowsOf(page).first().textContent(), { timeout: 120_000 }).toContain('flood')
  })

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
    for (let at = 0; at < 3; at++) await report('shelf_looked_at', at)
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
