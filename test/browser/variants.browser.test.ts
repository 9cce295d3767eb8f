import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const contexts: BrowserContext[] = []
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()))
})

const api = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${stage.url}${path}`, {
    method,
    headers: { 'x-api-key': ADMIN_KEY, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.status, `${method} ${path}`).toBeLessThan(300)
  return JSON.parse((await response.text()) || 'null')
}
const at = (template: string, rest = '') => `/api/v1/orgs/${ORG}/templates/${template}${rest}`
const VARS = { subject: 'One', preheader: 'Two', button: 'Three' }
const addDraft = async (subject: string): Promise<string> =>
  (await api('POST', at('welcome-email', '/variants'), { name: 'Tried', vars: { ...VARS, subject } })).id

/** A window of its own: another person. */
async function openWindow(path: string): Promise<Page> {
  const context = await openContext(stage)
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(`${stage.url}${path}`)
  await settle(page)
  return page
}

const openWording = (id: string) => openWindow(`/o/${ORG}/templates/welcome-email/variants?v=${id}`)
const subjectOf = (page: Page) => page.getByRole('textbox', { name: 'Subject' })

describe('the editor of wordings', () => {
  it('shows the second of two editors both texts, and loses neither', async () => {
    const id = await addDraft('The first text')
    const [first, second] = [await openWording(id), await openWording(id)]
    await subjectOf(first).fill('The text of the first person')
    await subjectOf(second).fill('The text of the second person')
    await first.keyboard.press('Control+s')
    await first
      .getByText(/^Saved/)
      .first()
      .waitFor()

    await subjectOf(second).focus()
    const answer = second.waitForResponse(response => response.request().method() === 'PATCH')
    await second.keyboard.press('Control+s')
    expect((await answer).status()).toBe(412)
    await second.getByRole('heading', { name: 'Somebody else has changed this wording' }).waitFor()
    const shown = await second.getByRole('alert').textContent()
    expect(shown).toContain('first')
    expect(await second.locator('ins').allTextContents()).toContain('second')
    expect((await api('GET', at('welcome-email', `/variants/${id}`))).vars.subject).toBe(
      'The text of the first person',
    )

    await second.getByRole('button', { name: 'Keep mine, then save' }).click()
    await subjectOf(second).focus()
    await second.keyboard.press('Control+s')
    await second
      .getByText(/^Saved/)
      .first()
      .waitFor()
    expect((await api('GET', at('welcome-email', `/variants/${id}`))).vars.subject).toBe(
      'The text of the second person',
    )
  })

  it('corrects a misspelt field by one click, and only then lets the wording be approved', async () => {
    const id = await addDraft('Hello {{ frist_name }}')
    const page = await openWording(id)
    await page.getByText('frist_name is never sent. Did you mean first_name?').waitFor()
    const approve = page.getByRole('button', { name: /pprove/ })
    expect(await approve.isDisabled()).toBe(true)
    await page.getByText('1 problem to fix first.').waitFor()
    await page.getByRole('button', { name: 'Write first_name' }).click()
    expect(await subjectOf(page).inputValue()).toBe('Hello {{ first_name }}')
    await page.getByText(/Once approved it/).waitFor()
    await expect.poll(() => approve.isEnabled()).toBe(true)
  })

  it('inserts a field that calls send where the caret is', async () => {
    const id = await addDraft('Hello !')
    const page = await openWording(id)
    await subjectOf(page).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('button', { name: 'Insert a field into Subject' }).click()
    await page.getByRole('menuitem', { name: 'first_name' }).click()
    await expect.poll(() => subjectOf(page).inputValue()).toBe('Hello {{ first_name }}!')
    await page.keyboard.type('?')
    await expect.poll(() => subjectOf(page).inputValue()).toBe('Hello {{ first_name }}?!')
  })

  it('is approved by the keyboard alone', async () => {
    const id = await addDraft('By keyboard')
    const page = await openWording(id)
    await subjectOf(page).focus()
    await page.keyboard.press('End')
    await page.keyboard.type(', all of it')
    await expect.poll(() => page.getByRole('button', { name: 'Save and approve' }).isEnabled()).toBe(true)
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(async () => (await api('GET', at('welcome-email', `/variants/${id}`))).status)
      .toBe('approved')
    expect((await api('GET', at('welcome-email', `/variants/${id}`))).vars.subject).toBe(
      'By keyboard, all of it',
    )
  })

  it('keeps an unsaved text in this browser', async () => {
    const id = await addDraft('Saved text')
    const page = await openWording(id)
    await subjectOf(page).fill('Not saved yet')
    await page.reload()
    await settle(page)
    expect(await subjectOf(page).inputValue()).toBe('Not saved yet')
    await page.getByRole('button', { name: 'Discard it' }).click()
    expect(await subjectOf(page).inputValue()).toBe('Saved text')
  })

  it('makes a new version of a text that people got, and goes there; the former text stays', async () => {
    const { items } = await api('GET', at('welcome-email', '/variants'))
    const served = items.find(({ name }: { name: string }) => name === 'Three steps')
    const page = await openWording(served.id)
    await subjectOf(page).fill('Four steps to a better cup')
    await page.getByText(/^[\d\u202f]+ messages had this text\. Saving makes a new version/).waitFor()
    const second = await openWording(served.id)
    await subjectOf(second).fill('Five steps to a better cup')
    await page.getByRole('button', { name: 'Save as a new version' }).click()
    await page
      .getByText(/^Saved as a new version/)
      .first()
      .waitFor()
    await page.waitForURL(url => ![null, served.id].includes(url.searchParams.get('v')))
    const next = new URL(page.url()).searchParams.get('v')
    expect(await subjectOf(page).inputValue()).toBe('Four steps to a better cup')
    expect(await api('GET', at('welcome-email', `/variants/${served.id}`))).toMatchObject({
      vars: served.vars,
      status: 'archived',
      replaced_by: next,
    })
    await page.getByRole('button', { name: 'History' }).click()
    await page.getByRole('heading', { name: /^Version 2/ }).waitFor()
    await page.getByText('It has figures of its own.').waitFor()

    await subjectOf(second).focus()
    await second.keyboard.press('Control+s')
    await second.getByRole('button', { name: 'Take my text there' }).click()
    await second.getByRole('heading', { name: 'Somebody else has changed this wording' }).waitFor()
    expect(await subjectOf(second).inputValue()).toBe('Five steps to a better cup')
  })
})

it('a playground call records nothing, and a real one does', async () => {
  const decisions = async () => {
    const { control, treatment, fallback } = await api('GET', at('order-status', '/results'))
    return control.decisions + treatment.decisions + fallback.decisions
  }
  const before = await decisions()
  const page = await openWindow(`/o/${ORG}/playground?template=order-status`)
  await page.getByText('Not recorded').waitFor()
  // The page asks once, with the fields of the newest call.
  const asked = page.getByRole('button', { name: 'Order status as somebody' })
  await expect.poll(() => asked.count()).toBe(1)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByRole('textbox', { name: 'Person' }).fill('another-person')
  await expect.poll(() => page.getByText('another-person').count()).toBeGreaterThan(0)
  expect(await decisions()).toBe(before)
  await page.getByRole('button', { name: 'As a real call' }).click()
  expect(await decisions()).toBe(before)
  await page.getByRole('button', { name: 'Make the call' }).click()
  await page
    .getByText(/^Recorded as decision/)
    .first()
    .waitFor()
  await expect.poll(decisions).toBe(before + 1)
})

it('a new template is made on one page, and ends on Integration', async () => {
  const page = await openWindow(`/o/${ORG}/templates/new`)
  await page.getByRole('button', { name: 'Start from an example' }).click()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Größe & Öl')
  expect(await page.getByLabel('Id', { exact: true }).inputValue()).toBe('grosse-ol')
  await page.getByRole('button', { name: 'Create, then connect' }).click()
  await page.waitForURL(/templates\/grosse-ol\/integration/)
  const { items } = await api('GET', at('grosse-ol', '/variants'))
  expect(items.map(({ name, status }: Record<string, string>) => `${name}: ${status}`)).toEqual([
    'Today: approved',
    'Question: draft',
    'Benefit: draft',
  ])
})
