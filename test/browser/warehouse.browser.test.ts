import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveFiles, writeRows } from '../delta-sharing/served-rows.ts'
import { startSharingServer } from '../delta-sharing/sharing-server.ts'
import { findViolations } from './checks/axe.ts'
import { watch } from './checks/watch.ts'
import { BUCKET, type Bucket, KEY_ID, startBucket } from './stage/bucket.ts'
import { fillConnectionForm } from './stage/connection-form.ts'
import { handsOn } from './stage/hands.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { SOURCE } from './stage/states-warehouse.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
let bucket: Bucket
let context: BrowserContext
let page: Page
let faults: () => Promise<readonly string[]>

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

const hands = handsOn(stage, () => page)
const { open, button, field, dialog, cells, api } = hands

const DAY = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
const KEY = `redshift/fresh/event_date=${DAY}/a.parquet`
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ event_name: 'purchase', event_timestamp: `${DAY} 10:00:${String(at).padStart(2, '0')}` },
    user_id: `user-${at}`,
  }))
const RUNS = 'Runs, newest first'
const DAYS = 'Days, newest first'
const runsTo = (state: string, count: number) =>
  expect
    .poll(() => cells(RUNS, 'State'), { timeout: 60_000, interval: 300 })
    .toEqual([expect.stringContaining(state), ...Array.from({ length: count - 1 }, () => expect.anything())])

describe('a source of the warehouse', () => {
  it('is added by a form that says at its fields what is wrong', async () => {
    await bucket.put(KEY, rowsOf(40))
    await open('/sources')
    await page.getByText('No export is read yet').waitFor()
    await page.getByRole('link', { name: 'Add a source' }).click()
    await page.getByRole('heading', { level: 1, name: 'Add a source' }).waitFor()
    await field('Name').fill('redshift')
    await field('Minutes of quiet').fill('0')
    await fillConnectionForm({ page, hands, bucket, prefix: 'redshift/fresh', schedule: /Parley looks/ })
    await page.getByRole('heading', { level: 1, name: 'redshift' }).waitFor()
    expect((await api('/sources')).items).toMatchObject([
      { name: 'redshift', schedule: '30 4 * * *', connection: { bucket: BUCKET, prefix: 'redshift/fresh/' } },
    ])
  })

  it('shows what has to be set up with its own names, and which permission is missing', async () => {
    await page.waitForURL(/tab=setup/)
    const snippets = page.getByRole('list').locator('pre')
    await expect.poll(async () => (await snippets.allTextContents()).join('\n')).toContain('redshift/fresh/')
    await button('Verify').click()
    await page.getByText('Asked, and refused').waitFor()
    await page.getByText('lacks the permission s3:ListBucket').first().waitFor()
  })

  it('is edited without showing its secret, and verified', async () => {
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.waitForURL(/tab=settings/)
    const secret = page.getByLabel('Secret access key')
    await secret.waitFor()
    expect(await secret.inputValue()).toBe('')
    await field('Access key ID').fill(KEY_ID)
    await button('Save').click()
    await page.getByText('The source is saved.', { exact: true }).first().waitFor()
    await page.getByText('No run yet').waitFor()
    await button('Verify').click()
    await page.getByText('Asked, and it works').waitFor()
  })

  it('runs to the end, and shows what came', async () => {
    await button('Run now').click()
    await runsTo('Finished', 1)
    expect(await cells(RUNS, 'Rows read')).toEqual(['40'])
    expect(await cells(RUNS, 'Added')).toEqual(['40'])
    await page.getByText(DAY).first().waitFor()
    await page.getByRole('table', { name: RUNS }).locator('tbody a').click()
    await page.waitForURL(/run=/)
    await dialog().getByText('40 rows read, 40 added').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Days' }).click()
    await page.getByText('1 file,').click()
    expect(await page.getByRole('table', { name: DAYS }).locator('tbody th').allTextContents()).toEqual([DAY])
    await page.getByText(KEY, { exact: true }).waitFor()
  })

  it('holds back an export that is too small, until a person accepts it', async () => {
    await bucket.put(KEY, rowsOf(3))
    await button('Run now').click()
    await page.getByText('A day is held back.').waitFor({ timeout: 60_000 })
    await expect.poll(() => cells(DAYS, 'Newest export')).toEqual([expect.stringContaining('shrunken')])
    await button('Accept…').click()
    await dialog().getByText('40 rows of this day count now').waitFor()
    await dialog().getByRole('button', { name: 'Accept', exact: true }).click()
    await expect.poll(() => cells(DAYS, 'Rows'), { timeout: 60_000 }).toEqual(['3'])
    await expect.poll(() => cells(DAYS, 'State')).toEqual(['Read'])
    await page.getByText('A day is held back.').waitFor({ state: 'detached' })
    const [{ counts }] = (await api('/sources')).items
    expect(counts).toMatchObject({ rows: 3, held: 0 })
  })

  it('is paused, resumed, counted beside the platforms, and deleted by its name', async () => {
    await button('Pause').click()
    await button('Resume').waitFor()
    expect((await api('/sources')).items).toMatchObject([{ paused: true }])
    await button('Resume').click()
    await button('Pause').waitFor()
    await open('/sources')
    await page.getByRole('table', { name: 'Sources of the warehouse' }).getByText(DAY).waitFor()
    await page.getByText('Late', { exact: true }).waitFor()
    await page.locator('p.say', { hasText: '0 of 1 sources live' }).waitFor()
    await page.getByRole('link', { name: 'redshift' }).click()
    const tabs = page.getByRole('navigation', { name: 'Parts of this source' })
    await tabs.getByRole('link', { name: 'Settings', exact: true }).click()
    await button('Delete…').click()
    const sure = dialog().getByRole('button', { name: 'Delete', exact: true })
    expect(await sure.isDisabled()).toBe(true)
    await dialog()
      .getByLabel(/Type the name/)
      .fill('redshift')
    await sure.click()
    await page.getByText('No export is read yet').waitFor()
    expect((await api('/sources')).items).toEqual([])
  })
})

it('a shared table is added by its profile, which is never shown again, and read', async () => {
  const sharing = await startSharingServer(false)
  const folder = mkdtempSync(join(tmpdir(), 'parley-share-'))
  try {
    serveFiles(sharing, await writeRows(folder, 0, 10))
    await open('/sources/warehouse/new')
    await field('Name').fill('share')
    await page.getByText('A shared table', { exact: true }).click()
    await field('Share').fill('events')
    await field('Schema').fill('acme')
    await field('Table or view').fill('unified')
    await field('Profile').fill('{}')
    await button('Save').click()
    await page.getByText('it is no profile of Delta Sharing').first().waitFor()
    expect(await findViolations(page)).toEqual([])
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString()
    await field('Profile').fill(sharing.profile({ expirationTime: soon }))
    await button('Save').click()
    await page.waitForURL(/tab=setup/)
    await page.getByText('Credentials end', { exact: true }).first().waitFor()
    await button('Verify').click()
    await page.getByText('Asked, and it works').waitFor()
    await page.getByRole('link', { name: 'Runs' }).click()
    await button('Run now').click()
    await runsTo('Finished', 1)
    expect(await cells(RUNS, 'Added')).toEqual(['10'])
    await page.getByRole('link', { name: 'Edit' }).click()
    expect(await field('Profile').inputValue()).toBe('')
    expect(await page.content()).not.toContain(sharing.token)
  } finally {
    await sharing.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

it('a run opens what it did with each day', async () => {
  await open(`/sources/warehouse/${SOURCE}`, ORG)
  await page.getByRole('table', { name: RUNS }).locator('tbody a').first().click()
  await page.getByRole('table', { name: 'What the run did, by day' }).waitFor()
  expect(await cells('Columns of the files', 'Use')).toContain('Read As event_timestamp.')
  expect(await findViolations(page)).toEqual([])
})

it('an old export that is kept is asked about no more', async () => {
  await open(`/sources/warehouse/${SOURCE}?tab=days`, ORG)
  await page.getByText('2 days are held back.').waitFor()
  expect(await button('Accept…').count()).toBe(1)
  await button('Accept…').click()
  await dialog().getByText('rows of this day count now').waitFor()
  expect(await findViolations(page)).toEqual([])
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  await button('Keep old').last().click()
  await expect.poll(() => cells(DAYS, 'State'), { timeout: 20_000 }).toContain('Old one kept')
  await page.getByText('A day is held back.').waitFor()
})

it('a viewer sees everything, and nothing can be pressed', async () => {
  const viewing = await openContext(stage, { role: 'viewer' })
  try {
    const viewer = await viewing.newPage()
    await viewer.goto(`${stage.url}/o/${ORG}/sources/warehouse/${SOURCE}?tab=settings`)
    await settle(viewer)
    expect(await viewer.getByLabel('Bucket', { exact: true }).isDisabled()).toBe(true)
    for (const name of ['Run now', 'Pause', 'Verify', 'Save', 'Delete…'])
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
