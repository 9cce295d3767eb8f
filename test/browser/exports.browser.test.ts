import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './checks/axe.ts'
import { watch } from './checks/watch.ts'
import { BUCKET, type Bucket, KEY_ID, startBucket } from './stage/bucket.ts'
import { fillConnectionForm } from './stage/connection-form.ts'
import { handsOn } from './stage/hands.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
let bucket: Bucket
let context: BrowserContext
let page: Page
let faults: () => Promise<readonly string[]>
const hands = handsOn(stage, () => page)
const { open, button, field, dialog, cells, api } = hands

beforeAll(async () => {
  bucket = await startBucket()
  context = await openContext(stage)
  page = await context.newPage()
  faults = await watch(page, stage.url)
})
afterAll(async () => {
  await context.close()
  await bucket.close()
})

const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const RUNS = 'Runs of the export, newest first'

describe('the daily export', () => {
  it('is set up by a form that says at its fields what is wrong', async () => {
    await open('/exports')
    await page.getByText('Nothing is exported yet').waitFor()
    await page.getByRole('link', { name: 'Set up the export' }).click()
    await page.getByLabel(/First day/).fill(YESTERDAY)
    await fillConnectionForm({ page, hands, bucket, prefix: 'parley/fresh', schedule: /Parley exports/ })
    await page.waitForURL(/tab=setup/)
    expect(await api('/exports')).toMatchObject({
      ...{ with_people: false, schedule: '30 4 * * *', first_day: YESTERDAY, last_run: null },
      connection: { bucket: BUCKET, prefix: 'parley/fresh/' },
    })
  })

  it('shows the policy to paste, and which permission is missing', async () => {
    const policies = page.getByRole('list').locator('pre')
    await expect.poll(async () => (await policies.allTextContents()).join('\n')).toContain('s3:PutObject')
    expect((await policies.allTextContents()).join('\n')).toContain('parley/fresh/')
    await button('Verify').click()
    await page.getByText('Asked, and refused').waitFor()
    await page.getByText('s3:PutObject').first().waitFor()
  })

  it('that fails says why, and how to go on', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByText('No run yet').waitFor()
    await button('Run now').click()
    await page.getByText('The last run failed.').waitFor({ timeout: 60_000 })
    await page.getByText('The next run goes on with the days that are missing.').waitFor()
    expect(await cells(RUNS, 'State')).toEqual([expect.stringContaining('refused')])
  })

  it('is edited without showing its secret, verified, and runs to its end', async () => {
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.waitForURL(/tab=settings/)
    expect(await page.getByLabel('Secret access key').inputValue()).toBe('')
    await field('Access key ID').fill(KEY_ID)
    await button('Save').click()
    await page.getByText('The export is saved.', { exact: true }).first().waitFor()
    await button('Verify').click()
    await page.getByText('Asked, and it works').waitFor()
    await button('Run now').click()
    await expect
      .poll(() => cells(RUNS, 'State'), { timeout: 60_000 })
      .toEqual(['Finished ', expect.anything()])
    expect(await cells(RUNS, 'Days')).toEqual(['1', expect.anything()])
    await page.getByText('One day is exported.').waitFor()
    expect(bucket.names()).toContain(`parley/fresh/decisions/event_date=${YESTERDAY}/_SUCCESS`)
    await page.getByRole('link', { name: 'Days', exact: true }).click()
    await expect.poll(() => cells('Days of the export, newest first', 'State')).toEqual(['Exported'])
  })

  it('says what another place means, is paused, resumed, and ended', async () => {
    await button('Pause').click()
    await button('Resume').waitFor()
    expect(await api('/exports')).toMatchObject({ paused: true, schedule: '30 4 * * *' })
    await button('Resume').click()
    await button('Pause').waitFor()
    await page.getByRole('link', { name: 'Settings', exact: true }).last().click()
    await field('Prefix').fill('elsewhere/')
    await page.getByText('Parley exports every day again').waitFor()
    await field('Prefix').fill('parley/fresh/')
    await button('End it…').click()
    await dialog().getByText('Your analysts get no new days.').waitFor()
    await dialog().getByRole('button', { name: 'End it', exact: true }).click()
    await page.getByText('Nothing is exported yet').waitFor()
    expect(bucket.names()).toContain(`parley/fresh/decisions/event_date=${YESTERDAY}/_SUCCESS`)
  })
})

it('a run opens the days that it wrote, and axe finds nothing in the dialogs', async () => {
  await open('/exports', ORG)
  await page.getByRole('table', { name: RUNS }).locator('tbody a').first().click()
  await page.getByRole('table', { name: 'What the run wrote, by day' }).waitFor()
  expect(await findViolations(page)).toEqual([])
  await open('/exports?tab=settings', ORG)
  await button('End it…').click()
  await dialog().getByText('Your analysts get no new days.').waitFor()
  expect(await findViolations(page)).toEqual([])
})

it('a viewer sees everything, and nothing can be pressed', async () => {
  const viewing = await openContext(stage, { role: 'viewer' })
  try {
    const viewer = await viewing.newPage()
    await viewer.goto(`${stage.url}/o/${ORG}/exports?tab=settings`)
    await settle(viewer)
    expect(await viewer.getByLabel('Bucket', { exact: true }).isDisabled()).toBe(true)
    for (const name of ['Run now', 'Pause', 'Verify', 'Save', 'End it…'])
      expect(await viewer.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe(
        'true',
      )
  } finally {
    await viewing.close()
  }
})

it('the pages kept the policy on the way', async () => {
  expect(await faults()).toEqual([])
})
