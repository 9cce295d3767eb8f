import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const at = `/o/${ORG}`
let context: BrowserContext
let page: Page

beforeAll(async () => {
  context = await openContext(stage)
  page = await context.newPage()
})
afterAll(() => context.close())

const api = async (path: string, init: RequestInit = {}) => {
  const reply = await fetch(`${stage.url}/api/v1/orgs/${ORG}${path}`, {
    ...init,
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
  })
  return reply.status === 204 ? null : reply.json()
}
const open = async (path: string) => {
  await page.goto(`${stage.url}${at}${path}`)
  await settle(page)
}
const table = (name: string): Locator => page.getByRole('table', { name })
/** The text of each row, cell by cell. */
const cells = async (name: string): Promise<string[][]> =>
  table(name)
    .locator('tbody tr')
    .evaluateAll(rows =>
      rows.map(row => [...row.children].map(cell => (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim())),
    )
const button = (name: string | RegExp) => page.getByRole('button', { name })
const inDialog = (name: string | RegExp) =>
  page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name })

describe('Settings → API Keys', () => {
  it('is found by these words, and shows a new key once, inside a call', async () => {
    await open('/settings')
    await page.getByRole('link', { name: 'API Keys', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'API Keys' }).waitFor()
    await button('Create API key').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Browser key')
    await page.getByRole('textbox', { name: 'Limit' }).fill('600')
    await inDialog('Create').click()
    const call = page.getByRole('region', { name: 'A first call with it' })
    await call.waitFor()
    const key = /parley_[0-9a-f]{12}_[0-9a-f]{48}/.exec((await call.textContent()) ?? '')?.[0] ?? 'none'
    expect(await call.textContent()).toContain(`/api/generate/${ORG}`)
    await inDialog('I have copied it').click()
    await table('API keys').getByText('Browser key').waitFor()
    await page.reload()
    await settle(page)
    const { items } = await api('/keys?limit=100')
    const rows = await cells('API keys')
    expect(rows.map(([first]) => first)).toEqual(
      items.map(
        (item: Record<string, string>) => `${item['name']} ${item['prefix']}…${item['last_four'] ?? ''}`,
      ),
    )
    expect(await page.content()).not.toContain(key)
    const named = rows.find(([first]) => first?.startsWith('Browser key'))
    expect(named?.[1]).toBe('ask for wordingsat most 600 calls a minute')
  })

  it('rotates a key with both valid for a while', async () => {
    await open('/settings/keys')
    await button('Rotate Browser key').click()
    await inDialog('Rotate').click()
    await page.getByRole('region', { name: 'API key' }).waitFor()
    await inDialog('I have copied it').click()
    await table('API keys').getByText('the key before works until').waitFor()
    const { items } = await api('/keys?limit=100')
    const rotated = items.find(({ name }: { name: string }) => name === 'Browser key')
    expect(Date.parse(rotated.previous_works_until)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
  })

  it('asks for the name before it deletes a key that is in use', async () => {
    const made = await api('/keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'In use', scopes: ['manage'] }),
    })
    // The list shows uses that are stored once a minute: here it is told at once.
    await page.route('**/keys?limit=100', async route => {
      const reply = await route.fetch()
      const body = await reply.json()
      for (const item of body.items) if (item.id === made.id) item.last_used_at = new Date().toISOString()
      await route.fulfill({ response: reply, json: body })
    })
    await open('/settings/keys')
    await button('Delete In use').click()
    const remove = inDialog('Delete the key')
    expect(await remove.isDisabled()).toBe(true)
    await page.getByLabel('Type the name to confirm: In use').fill('In use')
    await remove.click()
    await table('API keys').getByText('In use').waitFor({ state: 'detached' })
    await page.unroute('**/keys?limit=100')
    expect((await api(`/keys/${made.id}`)).code).toBe('not-found')
  })
})

describe('Settings → Organisation', () => {
  it('shows what another window changes, before it is saved', async () => {
    await open('/settings/organisation')
    const { attribution } = await api('')
    const said = (day: number) => page.getByText(new RegExp(`^Conversion on day ${day}:`)).textContent()
    const verdict = (day: number) =>
      day >= attribution.offset_days && day <= attribution.lookback_days ? /: counts$/ : /: does not count/
    for (const day of [1, 10, 20]) expect(await said(day)).toMatch(verdict(day))
    const until = page.getByRole('textbox', { name: 'Counts until' })
    await until.fill('25')
    await until.blur()
    await page.getByText('A conversion on day 20 did not count and will.').waitFor()
    expect(await said(20)).toMatch(/: counts$/)
    await page
      .locator('section', { has: page.getByRole('heading', { name: 'Which conversions count' }) })
      .getByRole('button', { name: 'Save' })
      .click()
    await page.getByText('A conversion on day 20 did not count and will.').waitFor({ state: 'detached' })
    expect((await api('')).attribution.lookback_days).toBe(25)
    await api('', { method: 'PATCH', body: JSON.stringify({ attribution }) })
  })

  it('checks the public URL: the stage lists its own address as one that may be called', async () => {
    await open('/settings/organisation')
    await button('Check').click()
    await page.getByText(/^✓? ?Reached$/).waitFor()
  })
})

describe('Settings → Sandboxes', () => {
  it('lists, creates, renames and deletes, and says why not', async () => {
    await open('/settings/sandboxes')
    await button('Create sandbox').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('qa')
    await inDialog('Create').click()
    await table('Sandboxes').getByText('qa', { exact: true }).waitFor()
    await button('Rename qa').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('staging')
    await inDialog('Rename').click()
    await page.getByText('This name is taken.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('quality')
    await inDialog('Rename').click()
    await button('Delete quality').click()
    await inDialog('Delete the sandbox').click()
    await table('Sandboxes').getByText('quality', { exact: true }).waitFor({ state: 'detached' })
    const [{ items }, templates] = [await api('/sandboxes'), await api('/templates?limit=100')]
    const counted = (name: string) =>
      templates.items.filter(({ sandbox }: { sandbox: string }) => sandbox === name).length
    expect((await cells('Sandboxes')).map(([name, count]) => [name, count])).toEqual(
      items.map(({ name }: { name: string }) => [name, String(counted(name))]),
    )
  })
})

describe('Settings → Metrics', () => {
  it('creates, changes, archives and deletes', async () => {
    await open('/settings/metrics')
    await button('Create metric').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Minutes watched')
    await page.getByRole('textbox', { name: 'Events' }).fill('watched')
    await page.getByText('A sum', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Field with the number' }).fill('minutes')
    await inDialog('Create').click()
    await table('Metrics').getByText('Minutes watched', { exact: true }).waitFor()
    expect((await api('/metrics/minutes-watched')).value_field).toBe('minutes')
    await button('Edit Minutes watched').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Minutes')
    await inDialog('Save').click()
    await button('Remove Minutes').click()
    await inDialog('Archive the metric').click()
    await table('Metrics').getByText('archived', { exact: true }).waitFor()
    await button('Remove Minutes').click()
    await inDialog('Delete the metric').click()
    // Behind an open dialog the table has no role, so its row would seem gone at once.
    await expect
      .poll(async () => (await api('/metrics/minutes-watched')).code, { timeout: 10_000 })
      .toBe('not-found')
    await table('Metrics').getByText('Minutes', { exact: true }).waitFor({ state: 'detached' })
  })

  it('adds up a few metrics with weights', async () => {
    await open('/settings/metrics')
    await button('Create metric').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Worth')
    await page.getByText('A few metrics, weighted', { exact: true }).click()
    const weights = page.getByRole('group', { name: 'Weights' })
    expect(await inDialog('Create').isDisabled()).toBe(true)
    for (const [metric, weight] of [
      ['Trials started', '5'],
      ['Unsubscribes', '2'],
    ] as const) {
      await weights.getByRole('textbox', { name: metric }).fill(weight)
      await weights.getByRole('textbox', { name: metric }).blur()
    }
    // A field announces each value, and empties the last announcement first.
    await weights.getByRole('textbox', { name: 'Unsubscribes' }).press('ArrowUp')
    await weights.getByRole('textbox', { name: 'Unsubscribes' }).press('ArrowDown')
    await inDialog('Create').click()
    await table('Metrics').getByText('Worth', { exact: true }).waitFor()
    await table('Metrics').getByText('2 × Unsubscribes', { exact: false }).waitFor()
    expect((await api('/metrics/worth')).parts).toHaveLength(2)
    await api('/metrics/worth', { method: 'DELETE' })
  })

  it('names a metric wherever a template uses it or may use it', async () => {
    await open('/templates')
    await table('Templates').getByText('Trials started', { exact: true }).waitFor()
    await open('/templates/trial-ending/diagnostics')
    await table('Guardrails').getByText('Trials started: must not fall', { exact: true }).waitFor()
    await open('/templates/new')
    await page.getByRole('radio', { name: 'Trials started' }).waitFor()
  })
})

describe('Settings → Attributes', () => {
  it('shows what a raw value becomes while the rule is written', async () => {
    await open('/settings/attributes?create=1')
    await page.getByLabel('Attribute', { exact: true }).fill('browser')
    await page.getByLabel('Written as (1)').fill('Firefox\n/^chrom/i')
    await page.getByLabel('Becomes (1)').fill('modern')
    await page.getByLabel('Anything else becomes').fill('other')
    await page.getByLabel('A raw value').fill('Chromium 130')
    const outcome = page.locator('[role=status]', { hasText: 'Becomes' })
    await outcome.getByText('modern', { exact: true }).waitFor()
    await page.getByLabel('A raw value').fill('Lynx')
    await outcome.getByText('other', { exact: true }).waitFor()
    expect((await api('/attributes/browser')).code).toBe('not-found')
    await button('Save').click()
    await table('Rules for attributes').getByText('browser', { exact: true }).first().waitFor()
    expect(await api('/attributes/browser')).toMatchObject({
      default: 'other',
      options: [{ value: 'modern' }],
    })
    const { items } = await api('/attributes?limit=100')
    expect((await cells('Rules for attributes')).map(([name]) => name)).toEqual(
      items.map(({ name }: { name: string }) => name),
    )
  })
})

describe('Template → Settings and Activity', () => {
  it('saves a card, and the activity shows it with before and after', async () => {
    await open('/templates/welcome-email/settings')
    const before = await api('/templates/welcome-email')
    const share = page.getByRole('textbox', { name: 'Share of control' })
    await share.fill('15')
    await share.blur()
    await page.getByText('Another share of messages goes to control from now on.').waitFor()
    await page
      .locator('section', { has: page.getByRole('heading', { name: 'Split and learning' }) })
      .getByRole('button', { name: 'Save' })
      .click()
    await page.getByText('Another share of messages goes to control').waitFor({ state: 'detached' })
    expect((await api('/templates/welcome-email')).split.control_share).toBe(0.15)
    await page.getByRole('link', { name: 'Activity' }).click()
    const first = table('Activity of welcome-email').locator('tbody tr').first()
    await first.getByText('split.control_share').waitFor()
    expect(await first.textContent()).toMatch(
      new RegExp(`changed a template.*split.control_share${before.split.control_share}.*→ 0.15`),
    )
    await api('/templates/welcome-email', { method: 'PATCH', body: JSON.stringify({ split: before.split }) })
  })

  it('shows the second of two editors what the first has changed, and loses neither', async () => {
    const before = await api('/templates/welcome-email')
    const first = await context.newPage()
    await first.goto(`${stage.url}${at}/templates/welcome-email/settings`)
    await settle(first)
    await open('/templates/welcome-email/settings')
    const saveIn = (of: Page, card: string) =>
      of
        .locator('section', { has: of.getByRole('heading', { name: card }) })
        .getByRole('button', { name: 'Save' })
        .click()
    const nameOf = (of: Page) => of.getByRole('textbox', { name: 'Name', exact: true })
    const always = (of: Page) => of.getByRole('textbox', { name: 'Always even' })

    await nameOf(first).fill('Named by the first')
    await saveIn(first, 'Name and place')
    await expect.poll(async () => (await api('/templates/welcome-email')).name).toBe('Named by the first')

    await always(page).fill('7')
    await always(page).blur()
    const answer = page.waitForResponse(response => response.request().method() === 'PATCH')
    await saveIn(page, 'Split and learning')
    expect((await answer).status()).toBe(412)
    const said = page.getByRole('alert').filter({ hasText: 'Somebody else has changed this template' })
    await said.getByText('Named by the first').waitFor()
    expect((await api('/templates/welcome-email')).epsilon).toBe(before.epsilon)
    await said.getByRole('button', { name: 'Keep mine, then save' }).click()
    await saveIn(page, 'Split and learning')
    await expect.poll(async () => (await api('/templates/welcome-email')).epsilon).toBe(0.07)
    expect((await api('/templates/welcome-email')).name).toBe('Named by the first')

    // The first editor goes on, with a form that is behind.
    await nameOf(first).fill('Named again')
    await saveIn(first, 'Name and place')
    await first.getByRole('button', { name: 'Take theirs' }).click()
    await expect.poll(() => nameOf(first).inputValue()).toBe('Named by the first')
    await expect.poll(() => always(first).inputValue()).toContain('7')
    await first.close()
    const { name, epsilon } = before
    await api('/templates/welcome-email', { method: 'PATCH', body: JSON.stringify({ name, epsilon }) })
  })

  it('says what archiving does before it does it', async () => {
    await open('/templates/win-back/settings')
    await button('Archive…').click()
    await page.getByText('Calls for it answer with the control only.').first().waitFor()
    await inDialog('Archive').click()
    await page.getByText('It is archived').waitFor()
    expect((await api('/templates/win-back')).status).toBe('archived')
    for (const status of ['draft', 'active'])
      await api('/templates/win-back', { method: 'PATCH', body: JSON.stringify({ status }) })
  })
})

describe('Settings → Audit and Data', () => {
  it('shows the entries of the API, and its filters are in the address', async () => {
    await open('/settings/audit?object=template')
    const { items } = await api('/audit?object=template&limit=50')
    const rows = await cells('Audit log')
    expect(rows).toHaveLength(items.length)
    for (const [place, item] of items.entries()) {
      expect(rows[place]?.[1]).toContain(item.after?.name ?? item.before?.name ?? item.object.id)
      const changed = item.before && item.after ? Object.keys(item.after).slice(0, 4) : []
      for (const field of changed) expect(rows[place]?.[2]).toContain(field)
    }
    await page.getByLabel('Who').fill('nobody at all')
    await button('Find').click()
    await page.getByText('No change fits these filters').waitFor()
    expect(page.url()).toContain('actor=nobody')
  })

  it('shows the sizes of the API', async () => {
    await open('/settings/data')
    const { tables } = await api('/usage')
    const rows = await cells('What is stored, estimated')
    expect(rows.map(([, count]) => Number(count?.replaceAll(/\D/g, '')))).toEqual(
      tables.map(({ rows: count }: { rows: number }) => count),
    )
  })
})

describe('an erasure that a platform asked for and that would reach several people', () => {
  it('is carried out after one more question', async () => {
    await open('/people')
    const waits = table('Erasures that wait for a decision')
    await waits.getByRole('button', { name: 'Erase…' }).click()
    await inDialog('Keep').click()
    expect((await api('/erasures')).items).toMatchObject([{ name: 'team@example.com', state: 'waiting' }])
    await waits.getByRole('button', { name: 'Erase…' }).click()
    await inDialog('Erase all of it').click()
    await waits.waitFor({ state: 'detached' })
    expect((await api('/erasures')).items).toMatchObject([{ name: null, state: 'erased' }])
  })
})

describe('the feedback webhooks of a template', () => {
  it('are switched off and on from its settings', async () => {
    const isOn = async () =>
      (await api('/templates/welcome-email/feedback-webhooks')).items.map(
        ({ enabled }: { enabled: boolean }) => enabled,
      )
    expect(await isOn()).toEqual([true])
    const toggle = page.getByRole('switch', { name: (await api('/feedback-webhooks')).items[0].name })
    for (const expected of [false, true]) {
      await open('/templates/welcome-email/settings')
      // The switch itself is hidden under its picture.
      await toggle.press('Space')
      await expect.poll(isOn).toEqual([expected])
    }
  })
})
