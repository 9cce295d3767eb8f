import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createSetupLink } from '../../src/features/accounts/links/set-up.ts'
import { type Server, startServer } from '../../src/serve.ts'
import { ADMIN_KEY } from '../app.ts'
import { freePort } from '../server-process.ts'
import { watch } from './checks/watch.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { PASSWORD, PEOPLE } from './stage/states.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
const contexts: BrowserContext[] = []
afterAll(() => Promise.all(contexts.map(context => context.close())))

async function newWindow(options: Parameters<typeof openContext>[1] = { isSignedOut: true }): Promise<Page> {
  const context = await openContext(stage, options)
  contexts.push(context)
  return context.newPage()
}
const signInAt = async (page: Page, email: string, password: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describe('a new server', () => {
  let server: Server
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-setup-'))
    const port = await freePort()
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: String(port),
      PARLEY_DATA_DIR: folder,
      PARLEY_ADMIN_KEY: ADMIN_KEY,
      PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
    })
    server = await startServer(config, pino({ level: 'silent' }), { withWorker: false })
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is set up with the printed link by the keyboard alone, and the link is used up', async () => {
    const link = (await createSetupLink(server.services)) ?? ''
    const page = await newWindow()
    const faults = await watch(page, server.url)
    await page.goto(link)
    await settle(page)
    await page.getByText('Platforms cannot reach').waitFor()
    await page.getByLabel('Your name').press('Control+a')
    // The first field has the focus; Tab leads from one to the next.
    for (const text of ['Nora Newcomer', 'nora@example.com', PASSWORD, 'Kávárna & Co']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.getByText('/api/generate/kavarna-co').waitFor()
    await page.getByLabel('Your name').press('Enter')
    await page.waitForURL(`${server.url}/o/kavarna-co`)
    await settle(page)
    const { body } = await session(page)
    expect(body).toMatchObject({
      user: { name: 'Nora Newcomer', operator: true },
      orgs: [{ slug: 'kavarna-co', role: 'admin' }, { slug: 'kavarna-co-demo' }],
    })
    expect(await faults()).toEqual([])

    const late = await newWindow()
    await late.goto(link)
    await late.getByText('This server is set up already').waitFor()
    await late.getByRole('link', { name: 'Sign in' }).click()
    await signInAt(late, 'nora@example.com', 'not the password')
    await late.getByText('The address or the password is not right').first().waitFor()
    await late.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await late.getByLabel('Password', { exact: true }).press('Enter')
    await late.waitForURL(`${server.url}/o/*`)
  })
})

const session = (page: Page) =>
  page.evaluate(async () => {
    const reply = await fetch('/api/v1/session')
    return { status: reply.status, body: await reply.json() }
  })

it('a session revoked in one window ends in the other, which returns to its page after the sign-in', async () => {
  const [here, there] = [await newWindow(), await newWindow()]
  for (const page of [here, there]) {
    await page.goto(`${stage.url}/sign-in`)
    await signInAt(page, PEOPLE.viewer.email, PASSWORD)
    await page.waitForURL(`${stage.url}/o/${ORG}`)
  }
  await there.goto(`${stage.url}/o/${ORG}/settings/members`)
  await settle(there)
  await here.goto(`${stage.url}/account`)
  await settle(here)
  await here.getByRole('button', { name: 'End all others' }).click()
  await there.waitForURL(/\/sign-in\?to=/)
  expect((await session(there)).status).toBe(401)
  expect((await session(here)).status).toBe(200)
  await signInAt(there, PEOPLE.viewer.email, PASSWORD)
  await there.waitForURL(`${stage.url}/o/${ORG}/settings/members`)
})

it('an admin invites, changes a role and makes a reset link; others may not, and see who may', async () => {
  const admin = await newWindow({ role: 'admin' })
  const at = `${stage.url}/o/${ORG}/settings/members`
  await admin.goto(at)
  await settle(admin)
  await admin.getByRole('button', { name: 'Invite somebody' }).click()
  await admin.getByLabel('E-mail').fill('kim@example.com')
  await admin.getByRole('radio', { name: /^Editor/ }).check({ force: true })
  await admin.getByRole('button', { name: 'Make the invitation' }).click()
  const link = admin.getByRole('region', { name: 'Link' })
  await link.waitFor()
  const url = ((await link.textContent()) ?? '').trim()
  await admin.getByRole('button', { name: 'I have copied it' }).click()
  await admin.getByRole('table', { name: 'Open invitations' }).getByText('kim@example.com').waitFor()

  const kim = await newWindow()
  await kim.goto(url)
  await kim.getByLabel('Your name').fill('Kim Lee')
  await kim.getByLabel('Password', { exact: true }).fill('password1234')
  await kim.getByRole('button', { name: /^Join/ }).click()
  await kim.getByText('one of the most common ones').waitFor()
  await kim.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await kim.getByRole('button', { name: /^Join/ }).click()
  await kim.waitForURL(`${stage.url}/o/${ORG}`)
  await kim.goto(at)
  await settle(kim)
  const refused = kim.getByRole('button', { name: 'Invite somebody' })
  expect(await refused.getAttribute('aria-disabled')).toBe('true')
  const who = kim.getByText(/Admins can do this: .*Maya Kern/).first()
  await who.waitFor({ state: 'attached' })

  await admin.reload()
  await admin.getByRole('button', { name: 'Change role… Kim Lee' }).click()
  await admin.getByRole('radio', { name: /^Engineer/ }).check({ force: true })
  await admin.getByRole('button', { name: 'Change the role', exact: true }).click()
  await admin
    .getByRole('table', { name: 'Members' })
    .getByRole('row', { name: /Kim Lee.*Engineer/ })
    .waitFor()
  await kim.waitForURL(/\/sign-in\?to=/)

  await admin.getByRole('button', { name: 'Reset password… Kim Lee' }).click()
  await admin.getByRole('button', { name: 'Make a link' }).click()
  await link.waitFor()
  const reset = ((await link.textContent()) ?? '').trim()
  await kim.goto(reset)
  await kim.getByLabel('New password').fill('nine dry umbrellas')
  await kim.getByRole('button', { name: 'Save and sign in' }).click()
  await kim.waitForURL(`${stage.url}/o/**`)

  await admin.getByRole('button', { name: 'I have copied it' }).click()
  await admin.getByRole('button', { name: 'Remove… Kim Lee' }).click()
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Remove Kim Lee' }).click()
  await admin.getByRole('row', { name: /Kim Lee/ }).waitFor({ state: 'detached' })
})
