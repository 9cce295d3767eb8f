import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { type FeedbackReceiver, startFeedbackReceiver } from '../feedback-receiver.ts'
import { watch } from './checks/watch.ts'
import { EMPTY_ORG, ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
let receiver: FeedbackReceiver
let context: BrowserContext
let page: Page
let faults: () => Promise<readonly string[]>

beforeAll(async () => {
  receiver = await startFeedbackReceiver()
  context = await openContext(stage)
  page = await context.newPage()
  faults = await watch(page, stage.url)
})
afterAll(async () => {
  await context.close()
  await receiver.close()
})

const api = async (path: string, org = ORG) =>
  (await fetch(`${stage.url}/api/v1/orgs/${org}${path}`, { headers: { 'x-api-key': ADMIN_KEY } })).json()
const open = async (path: string, org = ORG) => {
  await page.goto(`${stage.url}/o/${org}${path}`)
  await settle(page)
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const dialog = () => page.getByRole('dialog').or(page.getByRole('alertdialog'))
const digits = (text: string | null) => Number((text ?? '').replace(/\D/g, ''))
const WEBHOOKS = '/admin/channels/feedback-webhooks'

/** The counts of the filter by state, as the page shows them. */
const shownCounts = async (label: string): Promise<Record<string, number>> => {
  const buttons = page.getByRole('group', { name: label }).getByRole('button')
  await expect.poll(async () => (await buttons.first().textContent())?.includes('…')).toBe(false)
  const texts = await buttons.evaluateAll(all =>
    all.map(each => [...each.children].map(part => part.textContent ?? '')),
  )
  return Object.fromEntries(texts.map(([title = '', count = '']) => [title, digits(count)]))
}

describe('Feedback webhook settings', () => {
  it('begin with what belongs here, and the words of the source', async () => {
    await open(WEBHOOKS, EMPTY_ORG)
    await page.getByText('No feedback webhook yet').waitFor()
    await page.getByRole('link', { name: 'Create Feedback Webhook' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Create Feedback Webhook' }).waitFor()
    for (const title of ['Basic Configuration', 'Authentication', 'Header Parameters', 'What will be sent'])
      await page.getByRole('heading', { name: title }).waitFor()
    for (const label of ['Webhook Name', 'Webhook URL']) await page.getByLabel(label).waitFor()
    for (const name of ['No Authentication', 'JWT Authentication'])
      await page.getByRole('radio', { name }).waitFor()
    for (const name of ['Email', 'SMS']) await page.getByRole('checkbox', { name, exact: true }).waitFor()
    await button('Submit').waitFor()
  })

  it('show the exact body, and send a test before saving', async () => {
    await page.getByLabel('Webhook URL').fill(receiver.url)
    await page.getByRole('list', { name: 'Checks of the address' }).getByText('operator has listed').waitFor()
    const preview = async () => page.getByRole('region', { name: 'Body' }).textContent()
    await page.getByRole('radio', { name: 'Error' }).click()
    await expect.poll(preview).toContain('"value": "error"')
    receiver.respondWith(response => response.writeHead(401).end('aud must be orders-api'))
    await page.getByText('JWT Authentication', { exact: true }).click()
    await page.getByLabel('Audience').fill('orders')
    await page.getByLabel('Secret', { exact: true }).fill('a-shared-key-of-thirty-two-characters-or-more')
    await button('Send test').click()
    await page.getByText(/Refused: 401 in/).waitFor()
    await page.getByText('said audience orders').waitFor()
    await page.getByRole('region', { name: 'What it replied' }).getByText('aud must be orders-api').waitFor()
    const shown = JSON.parse((await preview()) ?? '')
    const received = JSON.parse(receiver.calls.at(-1)?.body ?? '')
    const known = ({ requestId: _id, messageExecution: _execution, ...rest }: Record<string, unknown>) => rest
    expect(known(received)).toEqual(known(shown))
    expect((await api('/feedback-webhooks', EMPTY_ORG)).items).toEqual([])
  })

  it('are saved, show the secret once, and allow one for each sandbox', async () => {
    receiver.respondWith()
    await page.getByLabel('Webhook Name').fill('Order service')
    await button('Submit').click()
    const secret = page.getByRole('region', { name: 'Signing secret' })
    await secret.waitFor()
    expect(await secret.textContent()).toMatch(/^whsec_/)
    await dialog().getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { level: 1, name: 'Order service' }).waitFor()
    await page.getByText('Nothing has been delivered yet.').waitFor()
    await open(`${WEBHOOKS}/new`, EMPTY_ORG)
    await page.getByText('Only one webhook configuration per Organization + sandbox').waitFor()
    await button('Change how many webhooks are allowed').click()
    await dialog().getByText('Allow several').click()
    await dialog().getByText('may have several webhook configurations').waitFor()
    expect((await api('', EMPTY_ORG)).several_feedback_webhooks).toBe(true)
    await page.keyboard.press('Escape')
  })

  it('pause and resume, and replace the secret with an overlap', async () => {
    const [{ id }] = (await api('/feedback-webhooks', EMPTY_ORG)).items
    await open(`${WEBHOOKS}/${id}`, EMPTY_ORG)
    await button('Pause').click()
    await page.getByText('Nothing is lost: reports are kept').waitFor()
    expect((await api(`/feedback-webhooks/${id}`, EMPTY_ORG)).status).toBe('paused')
    await button('Resume').click()
    await expect.poll(async () => (await api(`/feedback-webhooks/${id}`, EMPTY_ORG)).status).toBe('active')
    await button('Replace the secret…').click()
    await dialog().getByRole('button', { name: 'Replace' }).click()
    await page.getByRole('region', { name: 'New signing secret' }).waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByText('Both secrets are valid until').waitFor()
  })

  it('list deliveries with the counts of the API, and retry failed ones as a job', async () => {
    const [{ id }] = (await api('/feedback-webhooks')).items
    const at = `/feedback-webhooks/${id}/deliveries`
    await open(`${WEBHOOKS}/${id}?tab=deliveries`)
    const { by_state: before } = await api(`${at}/summary`)
    expect(await shownCounts('Deliveries by state')).toEqual({
      Waiting: before.waiting.count,
      Delivered: before.delivered.count,
      Failed: before.failed.count,
    })
    await page.getByRole('button', { name: /^Failed/ }).click()
    await page.waitForURL(/state=failed/)
    const table = page.getByRole('table', { name: 'Deliveries, newest first' })
    await expect.poll(() => table.locator('tbody tr').count()).toBe(before.failed.count)
    const ids = (await api(`${at}?state=failed`)).items.map((each: { request_id: string }) => each.request_id)
    expect(await table.locator('tbody tr td[data-label="Request id"]').allTextContents()).toEqual(ids)
    await table.locator('tbody a').first().click()
    await dialog().getByText('Refused: 503 in 84 ms').waitFor()
    await page.keyboard.press('Escape')
    await button('Try failed ones again…').click()
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await page.getByText(`Done: ${before.failed.count} deliveries are queued again.`).waitFor()
    await page.waitForURL(/job=/)
    expect((await api(`${at}/summary`)).by_state.failed.count).toBe(0)
    await page.getByText('No delivery matches').waitFor()
    await button('Clear filters').first().click()
    await table.waitFor()
  })
})

describe('Deliveries', () => {
  it('count by state as the API does, and filter', async () => {
    await open('/deliveries')
    const { by_state: states } = await api('/deliveries/summary')
    expect(await shownCounts('Messages by state')).toEqual({
      Queued: states.queued.count,
      Sending: states.sending.count,
      Sent: states.sent.count,
      Unknown: states.unknown.count,
      Dead: states.dead.count,
      Cancelled: states.canceled.count,
    })
    await page.getByRole('button', { name: /^Unknown/ }).click()
    await page.getByText('The process stopped between asking and hearing').first().waitFor()
    const table = page.getByRole('table', { name: 'Messages, newest first' })
    await expect.poll(() => table.locator('tbody tr').count()).toBe(states.unknown.count)
  })

  it('ask before a message is sent that may have been sent', async () => {
    await page.getByRole('table', { name: 'Messages, newest first' }).locator('tbody a').first().click()
    await page.getByRole('heading', { name: 'The wording as sent' }).waitFor()
    await dialog().getByText('Your order is on its way').waitFor()
    await button('Send again…').click()
    await page.getByRole('alertdialog', { name: 'May they get it twice?' }).waitFor()
    await button('Do not send').click()
    await page.keyboard.press('Escape')
    const { by_state } = await api('/deliveries/summary')
    expect(by_state.unknown.count).toBeGreaterThan(0)
  })

  it('say what each transport still needs', async () => {
    await open('/deliveries?tab=transports')
    await page.getByRole('heading', { name: 'SMTP' }).waitFor()
    await page.getByText('It still needs: Host, From.').waitFor()
    await page.getByLabel('Host').fill('mail.example.com')
    await page.getByLabel('From', { exact: true }).fill('Acme <hello@acme.example>')
    await button('Save').click()
    await expect
      .poll(
        async () =>
          (await api('/transports')).items.find((each: { slug: string }) => each.slug === 'smtp').missing,
      )
      .toEqual([])
    await page.getByText('Ready').first().waitFor()
  })
})

describe('Plan a launch', () => {
  it('answers, refines and keeps the plan in the address', async () => {
    await open('/plan?messages=20000&rate=5&wordings=2')
    const sentence = page.locator('p.say')
    await sentence.waitFor({ timeout: 60_000 })
    expect(await sentence.textContent()).toMatch(/days .* at 20.000 a day|of launches have a verdict/)
    await page.getByText('From 300 simulated launches.').waitFor({ timeout: 120_000 })
    await page.getByRole('slider', { name: 'Wordings' }).focus()
    await page.keyboard.press('End')
    await page.waitForURL(/wordings=20/)
    await page.getByRole('slider', { name: 'Wordings' }).press('Home')
    await page.waitForURL(/wordings=1(&|$)/)
    await button('Pin to compare').click()
    await page.waitForURL(/pin1=/)
    await page.getByRole('table', { name: 'Pinned plans' }).getByText('1 wordings').waitFor()
  })
})

describe('Recommendations', () => {
  it('show what the API has, and decide with a reason', async () => {
    await open('/recommendations?status=open')
    const { items } = await api('/recommendations?status=open&limit=100')
    const accept = page.getByRole('button', { name: 'Not now' })
    await expect.poll(() => accept.count()).toBe(items.length)
    if (items.length === 0) return
    await accept.first().click()
    await dialog().getByLabel('Reason').fill('We wait for the campaign')
    await dialog().getByRole('button', { name: 'Not now' }).click()
    await expect
      .poll(async () => (await api('/recommendations?status=dismissed')).items.length)
      .toBeGreaterThan(0)
    await open('/recommendations?status=dismissed')
    await page
      .getByRole('table', { name: 'Decided recommendations' })
      .getByText('Maya Kern')
      .first()
      .waitFor()
  })
})

it('a viewer sees everything, and nothing can be pressed', async () => {
  const viewing = await openContext(stage, { role: 'viewer' })
  try {
    const [{ id }] = (await api('/feedback-webhooks')).items
    const viewer = await viewing.newPage()
    await viewer.goto(`${stage.url}/o/${ORG}${WEBHOOKS}/${id}?tab=edit`)
    await settle(viewer)
    expect(await viewer.getByLabel('Webhook Name').isDisabled()).toBe(true)
    expect(await viewer.getByRole('button', { name: 'Submit' }).getAttribute('aria-disabled')).toBe('true')
    await viewer.goto(`${stage.url}/o/${ORG}/deliveries`)
    await settle(viewer)
    const shown = await viewer.getByRole('table', { name: 'Messages, newest first' }).textContent()
    expect(shown).toContain('pe••@ex••.com')
    expect(shown).not.toContain('@example.com')
  } finally {
    await viewing.close()
  }
})

it('the pages kept the policy on the way', async () => {
  expect(await faults()).toEqual([])
})
