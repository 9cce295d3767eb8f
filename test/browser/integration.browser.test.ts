import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { EMPTY_ORG, ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
let context: BrowserContext
let page: Page

beforeAll(async () => {
  context = await openContext(stage)
  page = await context.newPage()
})
afterAll(() => context.close())

const call = async (method: string, path: string, body?: unknown) => {
  const reply = await fetch(`${stage.url}${path}`, {
    method,
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return text === '' ? null : JSON.parse(text)
}
const api = (path: string) => call('GET', `/api/v1/orgs/${ORG}${path}`)
const open = async (path: string, org = ORG) => {
  await page.goto(`${stage.url}/o/${org}${path}`)
  await settle(page)
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const step = (title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })

describe('Template → Integration', () => {
  const platform = () => api('/platforms/braze?template=win-back')

  it('says where you are, ticks a step when its fact is there, and opens the next', async () => {
    await open('/templates/win-back/integration?platform=braze')
    const first = step('Choose a bearer token')
    await first.getByText('you are here').waitFor()
    await first.getByLabel('Bearer token').fill('the-bearer-token-of-the-test')
    await first.getByRole('button', { name: 'Save' }).click()
    await step('Create the Current').getByText('you are here').waitFor()
    await first.getByText('Bearer token is set.').waitFor()
    const { guide } = await platform()
    expect(guide.steps[0]).toMatchObject({ state: 'done', evidence: 'Bearer token is set.' })
    expect(await page.content()).not.toContain('the-bearer-token-of-the-test')
  })

  it('fills by itself when the platform calls and asks', async () => {
    const ladder = page.locator('section', { has: page.getByRole('heading', { name: 'Is it working?' }) })
    await ladder.getByText('no call for win-back yet').waitFor()
    const report = await fetch(`${stage.url}/api/webhook/braze/${ORG}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer the-bearer-token-of-the-test' },
      body: '{"events":[]}',
    })
    expect(report.status).toBe(200)
    await step('Create the Current').getByText('1 of 1 calls').waitFor()
    await page
      .locator('section', { has: page.getByRole('heading', { name: 'The newest calls' }) })
      .getByText('empty')
      .waitFor()
    await call('POST', `/api/generate/${ORG}`, {
      template_id: 'win-back',
      user_id: 'kim',
      tracking_id: 'd-1|kim',
    })
    await ladder.getByText('choice in 24 h').waitFor({ timeout: 15_000 })
    const { rungs } = await platform()
    expect(rungs[0]).toMatchObject({ key: 'asked', count_24h: 1 })
  })

  it('makes the key in its place, shows it once, and never prints it', async () => {
    await open('/templates/win-back/integration?platform=events&step=ask')
    const snippet = page.getByRole('region', { name: 'Ask for the copy' })
    expect(await snippet.textContent()).toContain('YOUR_API_KEY')
    await step('Ask for the copy').getByRole('button', { name: 'Make the key' }).click()
    await page.getByText('It is shown this once').waitFor()
    const key = /parley_[0-9a-f]+_[0-9a-f]+/.exec((await snippet.textContent()) ?? '')?.[0] ?? 'none'
    expect(
      (await call('POST', `/api/generate/${ORG}`, { template_id: 'win-back', user_id: 'x', preview: true }))
        .copy,
    ).toBeTruthy()
    const { items } = await api('/keys?limit=100')
    expect(items.find(({ name }: { name: string }) => name === 'events-serve')?.scopes).toEqual(['serve'])

    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => {
      window.print = () => {}
    })
    await button('Print for a colleague').dispatchEvent('click')
    expect(await page.locator('pre').count()).toBeGreaterThan(3)
    for (const text of await page.locator('main pre').allTextContents()) expect(text).not.toContain(key)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.emulateMedia({ media: 'screen' })

    await page.reload()
    await settle(page)
    await page.getByText('Parley does not show it again').waitFor()
    expect(await page.content()).not.toContain(key)
    expect(await snippet.textContent()).toContain('•')
  })

  it('runs the call here, and records nothing', async () => {
    const before = (await api('/templates/win-back/results')).variants
    await button('Run it here').click()
    const answer = page.getByRole('region', { name: /^The answer/ })
    await answer.waitFor()
    const { copy } = JSON.parse((await answer.textContent()) ?? '')
    expect(Object.keys(copy.vars).toSorted()).toEqual(['body', 'subject'])
    expect((await api('/templates/win-back/results')).variants).toEqual(before)
  })

  it('takes the ids by the names of the platform', async () => {
    await open('/templates/win-back/integration?platform=cio&step=ids')
    for (const name of ['Campaign ID', 'Webhook Action ID', 'Control Action ID'])
      await page.getByLabel(name, { exact: true }).waitFor()
    await page.getByLabel('Campaign ID', { exact: true }).fill('59667')
    await step('Enter the campaign').getByRole('button', { name: 'Save' }).click()
    await step('Enter the campaign').getByText('Campaign ID 59667.').waitFor()
    expect((await api('/templates/win-back')).integration).toEqual({ cio: { campaign_id: '59667' } })
    await open('/templates/win-back/integration?platform=itbl&step=ids')
    for (const name of ['Template ID', 'Campaign ID', 'Control Template ID', 'Control Campaign ID'])
      await page.getByLabel(name, { exact: true }).waitFor()
  })

  it('after a minute of silence names three causes, and checks each', async () => {
    const quiet = await context.newPage()
    await quiet.clock.install()
    await quiet.goto(`${stage.url}/o/${ORG}/templates/win-back/integration?platform=sfmc`)
    await quiet.getByRole('heading', { level: 1 }).waitFor()
    // Parley listens once everything that is entered here is there.
    const settings = { subdomain: 'mc1', client_id: 'id', client_secret: 'secret' }
    await call('PUT', `/api/v1/orgs/${ORG}/platforms/sfmc`, { settings })
    await quiet.reload()
    await quiet.getByText('Is it working?').waitFor()
    await quiet.clock.fastForward(61_000)
    const causes = quiet.getByRole('region', { name: 'Likely causes' })
    await causes.waitFor()
    expect(await causes.getByRole('listitem').count()).toBe(3)
    const credential = causes.getByRole('listitem').filter({ hasText: 'signature' })
    await credential.getByRole('button', { name: 'Check' }).click()
    await credential.getByText('Parley has refused no call').waitFor()
    await quiet.close()
  })
})

describe('Settings → Integrations', () => {
  it('chooses the platform, saves the key and verifies it', async () => {
    await open('/settings/integrations')
    await page.getByRole('radio', { name: /^Segment/ }).click({ force: true })
    await page.getByLabel('Shared Secret').fill('a-shared-secret-of-the-test')
    await button('Save').click()
    await page.getByText('The settings of Segment are saved.').first().waitFor()
    expect((await api('/platforms/segment')).configured).toBe(true)
    await button('Verify').click()
    await page.getByText('Ask Segment').waitFor()
    await page.reload()
    await settle(page)
    expect(page.url()).toContain('platform=segment')
    expect(await page.content()).not.toContain('a-shared-secret-of-the-test')
  })
})

describe('Settings → Integrations → keys of further workspaces', () => {
  const dialog = () => page.getByRole('dialog').or(page.getByRole('alertdialog'))
  const table = () => page.getByRole('table', { name: 'Named keys' })
  const rows = () => table().locator('tbody tr')
  const add = async (name: string, key: string) => {
    await dialog().getByLabel('Name').fill(name)
    await dialog().getByLabel('Webhook signing key').fill(key)
    await dialog().getByRole('button', { name: 'Add the key' }).click()
  }
  const stored = async () => {
    const { settings } = await api('/platforms/cio')
    return settings.flatMap(({ key, is_set }: { key: string; is_set: boolean }) =>
      is_set && key.startsWith('signing_key') ? [key] : [],
    )
  }

  it('adds keys with names, and shows only their ends', async () => {
    await call('PUT', `/api/v1/orgs/${ORG}/platforms/cio`, { settings: { signing_key: 'the-first-key' } })
    await open('/settings/integrations?platform=cio')
    await button('Add a key…').click()
    await add('eu', 'the-signing-key-of-eu-91ac')
    await rows().getByText('…91ac').waitFor()
    await button('Add a key…').click()
    await add('asia', 'a-short-key')
    await rows().nth(1).waitFor()
    expect(await rows().locator('th').allTextContents()).toEqual(['asia', 'eu'])
    expect(await stored()).toEqual(['signing_key', 'signing_key.asia', 'signing_key.eu'])
    expect(await page.getByLabel(/^Webhook signing key/).count()).toBe(1)
    expect(await page.content()).not.toMatch(/the-signing-key-of-eu|short-key/)
  })

  it('says at its field what is wrong, and stores nothing', async () => {
    await button('Add a key…').click()
    await add('eu west', '')
    await dialog().getByText('Use up to 40 letters').waitFor()
    await dialog().getByText('Paste the key.').waitFor()
    await add('EU', 'another-signing-key-0000')
    await dialog().getByText('There is a key named eu.').waitFor()
    await add('us', 'sealed:v1:AAAA')
    const field = dialog().getByLabel('Webhook signing key')
    await dialog().getByText('looks like a sealed secret').first().waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await dialog().getByLabel('Name').getAttribute('aria-invalid')).toBeNull()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(await stored()).toEqual(['signing_key', 'signing_key.asia', 'signing_key.eu'])
  })

  it('removes one after a question, and leaves the others', async () => {
    await button('Remove eu').click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(await rows().count()).toBe(2)
    await button('Remove eu').click()
    await dialog().getByRole('button', { name: 'Remove the key' }).click()
    await rows().getByText('eu', { exact: true }).waitFor({ state: 'detached' })
    expect(await stored()).toEqual(['signing_key', 'signing_key.asia'])
    await button('Remove asia').click()
    await dialog().getByRole('button', { name: 'Remove the key' }).click()
    await table().waitFor({ state: 'detached' })
    expect(await stored()).toEqual(['signing_key'])
  })
})

describe('Sources', () => {
  it('show the figures of the API', async () => {
    await open('/sources')
    const { items } = await api('/platforms/health')
    for (const { name, health } of items) {
      if (health.status === 'never-seen') continue
      const card = page.locator('section', { has: page.getByRole('heading', { name, exact: true }) })
      const figures = await card.locator('dl dd:first-of-type').allTextContents()
      expect(figures.map(text => Number(text.replaceAll(/\D/g, '')))).toEqual([
        health.received_24h,
        health.refused_24h,
        health.unreadable_24h,
      ])
    }
  })

  it('list the events that should come, and when they came', async () => {
    await open('/sources/cio')
    const { items } = await api('/platforms/cio/events')
    const rows = page
      .getByRole('table', { name: 'Events that Parley expects from Customer.io' })
      .locator('tbody tr')
    expect(await rows.locator('th').allTextContents()).toEqual(
      items.map(({ name }: { name: string }) => name),
    )
    const never = items.filter(({ last_seen_at }: { last_seen_at: string | null }) => last_seen_at === null)
    expect(await rows.getByText('never', { exact: true }).count()).toBe(never.length)
  })
})

describe('the first steps', () => {
  it('are ticked by facts, can be closed, and come back from Help', async () => {
    await open('', EMPTY_ORG)
    const steps = page.locator('section', { has: page.getByRole('heading', { name: 'First steps' }) })
    await steps.getByText('7 steps, in any order').waitFor()
    await call('POST', `/api/v1/orgs/${EMPTY_ORG}/keys`, { name: 'mine', scopes: ['serve'] })
    await page.reload()
    await steps.getByText('1 of 7 done').waitFor()
    await steps.getByText('The key “mine” exists.').waitFor()
    await button('Close the first steps').click()
    await steps.waitFor({ state: 'detached' })
    await page.reload()
    await settle(page)
    expect(await steps.count()).toBe(0)
    await button('Help').click()
    await page.getByRole('menuitem', { name: 'First steps' }).click()
    await steps.waitFor()
  })

  it('lead to the answers of Help, which look at this organisation', async () => {
    await button('Help').click()
    await page.getByRole('menuitem', { name: 'What usually goes wrong' }).click()
    await page.getByText('No platform has called yet. Every address ends in /fresh.').waitFor()
    await open('/help')
    await page.getByText(/Customer.io called .* ago/).waitFor()
  })
})
