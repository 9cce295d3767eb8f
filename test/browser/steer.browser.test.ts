import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percentInWords } from '../../console/src/words/numbers.ts'
import { ADMIN_KEY } from '../app.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'
import { figuresOf } from './tables/figures.ts'
import { scrollThrough } from './tables/read-tables.ts'

const stage = useStage()
const TPL = 'cart-reminder'
/** A list comes with an answer. */
const PATIENCE = { timeout: 20_000 }
let page: Page

beforeAll(async () => {
  page = await (await openContext(stage, { role: 'editor' })).newPage()
})
afterAll(() => page.context().close())

const api = async (path: string) =>
  (await fetch(`${stage.url}/api/v1/orgs/${ORG}${path}`, { headers: { 'x-api-key': ADMIN_KEY } })).json()
const traffic = () => api(`/templates/${TPL}/traffic`)
const open = async (path: string) => {
  await page.goto(`${stage.url}/o/${ORG}${path}`)
  await settle(page)
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const dialog = () => page.getByRole('dialog')
const fromMenu = async (item: string | RegExp) => {
  await button('Traffic').click()
  await page.getByRole('menuitem', { name: item }).click()
}

interface Share {
  readonly name: string
  readonly share: number
}

/** The table of what happens: each wording, its share now and after. */
async function consequence(): Promise<readonly (readonly string[])[]> {
  const rows = dialog().getByRole('region', { name: 'What happens' }).locator('tbody tr')
  await rows.first().waitFor()
  return rows.evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent ?? '')))
}

describe('shipping', () => {
  it('selects nothing by itself, says in numbers what happens, and can be undone', async () => {
    await open(`/templates/${TPL}/results`)
    const before = await traffic()
    await button('Ship …').click()
    await dialog().getByRole('radio').first().waitFor({ state: 'attached' })
    expect(await dialog().getByRole('radio', { checked: true }).count()).toBe(0)
    expect(await dialog().getByRole('button', { name: 'Ship', exact: true }).isDisabled()).toBe(true)

    const [winner]: readonly Share[] = before.shares.filter(({ control }: { control: boolean }) => !control)
    const name = winner?.name ?? ''
    await dialog()
      .getByRole('radio', { name: new RegExp(`^${name}`) })
      .click({ force: true })
    expect(await dialog().getByRole('region', { name: 'What happens' }).count()).toBe(0)
    await dialog()
      .getByRole('radio', { name: /^Keep learning/ })
      .click({ force: true })
    const told = await consequence()
    for (const { name: each, share } of before.shares)
      expect(told.find(([wording]) => wording === each)?.[1]).toBe(percentInWords(share, 1))
    await dialog().getByLabel('Reason').fill('It leads since October.')
    await dialog()
      .getByRole('button', { name: `Ship ${name}` })
      .click()
    await dialog().waitFor({ state: 'detached' })
    await page.getByText(`${name} is shipped. You can undo it for ten minutes.`).first().waitFor()

    const after = await traffic()
    for (const [wording, , share] of told) {
      const now = after.shares.find((each: Share) => each.name === wording)?.share ?? 0
      expect(share, wording).toBe(percentInWords(now, 1))
    }
    await button('Undo').click()
    await page.getByText('Undone. The traffic is as before.').first().waitFor()
    expect((await traffic()).shares).toEqual(before.shares)
  })
})

describe('the shares', () => {
  it('are frozen, and learning resumes', async () => {
    await open(`/templates/${TPL}/results`)
    await fromMenu('Freeze shares …')
    expect((await consequence()).length).toBeGreaterThan(1)
    await dialog().getByRole('button', { name: 'Freeze', exact: true }).click()
    await page.getByText('The shares are frozen.').first().waitFor()
    expect((await traffic()).mode).toBe('set')
    await fromMenu('Resume learning …')
    await dialog().getByRole('button', { name: 'Resume learning' }).click()
    await page.getByText('Parley learns again.').first().waitFor()
    expect((await traffic()).mode).toBe('learning')
  })

  it('are set by hand, as they are told before', async () => {
    await open(`/templates/${TPL}/results`)
    await fromMenu('Set shares myself …')
    const fields = dialog()
      .getByRole('textbox')
      .filter({ hasNot: page.getByLabel('Reason') })
    await dialog()
      .getByText(/add up to/)
      .waitFor()
    expect(await dialog().getByRole('button', { name: 'Set the shares' }).isDisabled()).toBe(true)
    await fields.first().fill('70')
    await fields.first().press('Tab')
    const told = await consequence()
    await dialog().getByRole('button', { name: 'Set the shares' }).click()
    await page.getByText('The shares are set.').first().waitFor()
    const { shares } = await traffic()
    // Shares are served in steps of about a thousandth.
    for (const [wording, , share = ''] of told) {
      const served = shares.find(({ name }: Share) => name === wording).share
      expect(Math.abs((figuresOf(share)[0]?.value ?? 1) - served), wording).toBeLessThanOrEqual(0.001)
    }
    await button('Undo').first().click()
    await page.getByText('Undone. The traffic is as before.').first().waitFor()
  })
})

describe('a note', () => {
  it('stands in the list and on the chart with the same number, until it is deleted', async () => {
    await open(`/templates/${TPL}/results`)
    await scrollThrough(page)
    const text = 'The autumn sale begins'
    await page.getByLabel('Add a note at this moment').fill(text)
    await button('Add note').click()
    const item = page.getByRole('listitem').filter({ hasText: text })
    await item.waitFor()
    const number = /^\d+/.exec((await item.textContent()) ?? '')?.[0]
    const chart = page.locator('figure', { hasText: 'Each step is a re-weighting' })
    await chart.getByText(new RegExp(`Mark ${number}, [^:]*:\\d\\d: ${text}`)).waitFor()
    const { items } = await api(`/templates/${TPL}/annotations`)
    expect(items.findIndex((each: { text: string }) => each.text === text) + 1).toBe(Number(number))
    await button(`Delete the note “${text}”`).click()
    await item.waitFor({ state: 'detached' })
  })
})

it('Home shows the most urgent of what needs somebody, and the others on demand', async () => {
  // How many there are depends on chance: here they are six.
  await page.route('**/overview?*', async route => {
    const reply = await route.fetch()
    const body = await reply.json()
    const needs = Array.from({ length: 6 }, (_, at) => ({ ...body.needs_you[0], detail: `Reason ${at}.` }))
    await route.fulfill({ response: reply, json: { ...body, needs_you: needs } })
  })
  await open('')
  const cards = page.getByRole('region', { name: 'Needs you' }).getByRole('link')
  await expect.poll(() => cards.count(), PATIENCE).toBe(4)
  await button('Show 2 more').click()
  await expect.poll(() => cards.count()).toBe(6)
  await button('Show the most urgent').click()
  await expect.poll(() => cards.count()).toBe(4)
  await page.unroute('**/overview?*')
})

describe('a list', () => {
  const headings = () => page.locator('main table tbody th').allTextContents()

  it('of Home keeps its range and its order in the address', async () => {
    await open('')
    await page.getByText('7 d', { exact: true }).click()
    await page.waitForURL(/range=7d/)
    await button(/^Messages/).click()
    await page.waitForURL(/sort=messages/)
    const { templates } = await api('/overview?range=7d')
    const live = templates.filter(({ status }: { status: string }) => status === 'active').length
    await expect.poll(headings, PATIENCE).toHaveLength(live)
    const shown = await headings()
    await page.reload()
    await expect.poll(headings, PATIENCE).toEqual(shown)
  })

  it('of templates keeps its filters in the address, and says when they hide all', async () => {
    await open('/templates')
    await page.getByLabel('Search').fill('trial')
    await page.waitForURL(/q=trial/)
    await expect.poll(headings, PATIENCE).toHaveLength(1)
    await page.locator('button[aria-haspopup=listbox]', { hasText: 'All (' }).click()
    await page.getByRole('option', { name: /^Active/ }).click()
    await page.waitForURL(/status=active/)
    await page.locator('[data-state=empty]').waitFor()
    await page.getByLabel('Search').fill('')
    const { templates } = await api('/overview?range=all')
    const active = templates.filter(({ status }: { status: string }) => status === 'active').length
    await expect.poll(headings, PATIENCE).toHaveLength(active)
    await page.reload()
    await expect.poll(headings, PATIENCE).toHaveLength(active)
  })

  it('is walked with j and k, and Enter opens a row', async () => {
    await open('')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const names = await page.locator('main table tbody th a').allTextContents()
    await page.keyboard.press('j')
    expect(await focused()).toBe(names[0])
    await page.keyboard.press('j')
    expect(await focused()).toBe(names[1])
    await page.keyboard.press('k')
    expect(await focused()).toBe(names[0])
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/results/)
  })
})
