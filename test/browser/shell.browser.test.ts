import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const home = () => `${stage.url}/o/${ORG}`
let page: Page

beforeEach(async () => {
  page = await (await openContext(stage)).newPage()
})
afterEach(() => page.context().close())

const open = async (url: string) => {
  await page.goto(url)
  await settle(page)
}
/** The focus moves once the page's code is there. */
const focusOnPage = () => page.waitForFunction(() => document.activeElement?.id === 'main')

describe('the keyboard', () => {
  it('skips to the page', async () => {
    await open(home())
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
    await page.keyboard.press('Enter')
    await focusOnPage()
  })

  it('jumps to a template by its name, and the focus follows to the page', async () => {
    await open(home())
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox').waitFor()
    await page.keyboard.type('cart rem')
    await page.getByRole('menuitem', { name: /Cart reminder/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/templates\/cart-reminder\/results/)
    await settle(page)
    await focusOnPage()
    expect(await page.title()).toContain('Parley')
  })

  it('walks the pages of the rail', async () => {
    await open(home())
    await page.getByRole('link', { name: 'Events', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/events/)
    await settle(page)
    await focusOnPage()
  })

  it('chooses the theme, which stays', async () => {
    await open(home())
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await page.getByRole('button', { name: /account and theme/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Dark' }).focus()
    await page.keyboard.press('Enter')
    expect(await background()).not.toBe(light)
    await page.reload()
    await settle(page)
    expect(await background()).not.toBe(light)
  })
})

describe('the address', () => {
  it('keeps the sandbox from page to page, and forgets it with prod', async () => {
    await open(`${home()}?sandbox=staging`)
    await page.getByRole('link', { name: 'Events', exact: true }).click()
    await page.waitForURL(/\/events\?.*sandbox=staging/)
    await settle(page)
    await page.getByRole('button', { name: /change the organisation/ }).click()
    await page.getByRole('menuitem', { name: 'prod' }).click()
    await page.waitForURL(url => !url.search.includes('sandbox'))
  })

  it('returns to the page after the sign-in', async () => {
    await page.context().clearCookies()
    await page.goto(`${home()}/events?q=a%20b`)
    await page.waitForURL(/\/sign-in/)
    expect(new URL(page.url()).searchParams.get('to')).toBe(`/o/${ORG}/events?q=a+b`)
  })
})

describe('a session', () => {
  it('that ends elsewhere ends here within 5 seconds', async () => {
    const context = await stage.browser.newContext()
    const own = await context.newPage()
    await context.request.post(`${stage.url}/api/v1/session`, {
      data: { email: 'jana@example.com', password: 'seven wet umbrellas' },
      headers: { 'x-parley-console': '1', 'sec-fetch-site': 'same-origin' },
    })
    await own.goto(`${home()}/people`)
    await settle(own)
    const ended = Date.now()
    await context.request.delete(`${stage.url}/api/v1/session`, {
      headers: { 'x-parley-console': '1', 'sec-fetch-site': 'same-origin' },
    })
    // The cookie is gone as well; another window would still have its own, which the server has forgotten.
    await own.waitForURL(/\/sign-in/, { timeout: 15_000 })
    console.log(`the window noticed after ${Date.now() - ended} ms`)
    await context.close()
  })
})

describe('forced colours', () => {
  it('show the current page, borders of buttons, and disabled ones', async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    await open(`${home()}/settings/keys`)
    const current = page.locator('nav[aria-label=Pages] a[data-status=active]').first()
    expect(await current.evaluate(link => getComputedStyle(link).outlineStyle)).toBe('solid')
    const button = page.locator('main button').first()
    expect(await button.evaluate(each => getComputedStyle(each).borderTopStyle)).toBe('solid')
  })
})
