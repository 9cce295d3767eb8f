import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { findViolations } from './checks/axe.ts'
import { watch } from './checks/watch.ts'
import { BUCKET, type Bucket, KEY_ID, startBucket } from './stage/bucket.ts'
import { handsOn } from './stage/hands.ts'
import { EMPTY_ORG, ORG } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { useStage } from './stage/use-stage.ts'

const stage = useStage()
let bucket: Bucket
let context: BrowserContext
let page: Page
let faults: () => Promise<readonly string[]>
const { open, reload, button, dialog, cells, api, post } = handsOn(stage, () => page)

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

const DAY = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
const NAMES = 'Events by webhook and by export'
const DAYS = 'Webhooks and exports by day'
const SOURCE_DAYS = 'Days, newest first'
const at = (minute: number) => `${DAY} 10:${String(minute).padStart(2, '0')}:00`

async function report(message: string, minute: number): Promise<void> {
  const reply = await fetch(`${stage.url}/api/webhook/events/${EMPTY_ORG}`, {
    method: 'POST',
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ event: 'email_opened', message_id: message },
      timestamp: `${at(minute).replace(' ', 'T')}Z`,
    }),
  })
  expect(reply.status).toBe(200)
}

describe('an event that webhooks and exports report', () => {
  it('holds its day back, with the way to choose', async () => {
    await report('m1', 1)
    await report('m2', 2)
    await open('/sources/coverage')
    await expect
      .poll(
        async () => {
          await reload()
          return page.getByRole('table', { name: NAMES }).count()
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(1)
    expect(await cells(NAMES, 'What counts')).toEqual(['Webhooks'])
    await bucket.put(
      `redshift/fresh/event_date=${DAY}/a.parquet`,
      [1, 3, 4].map(minute => ({
        ...{ event_name: 'email_opened', event_timestamp: at(minute), message_id: `m${minute}` },
      })),
    )
    const source = await post('/sources', {
      ...{ name: 'redshift', schedule: null },
      connection: {
        ...{ kind: 's3', bucket: BUCKET, prefix: 'redshift/fresh/', endpoint: bucket.url, path_style: true },
        quiet_minutes: 0,
        credentials: { type: 'static', access_key_id: KEY_ID, secret_access_key: 'the-secret-of-the-bucket' },
      },
    })
    await open(`/sources/warehouse/${source.id}?tab=days`)
    await button('Run now').click()
    await page.getByText('A day is held back.').waitFor({ timeout: 60_000 })
    await expect
      .poll(() => cells(SOURCE_DAYS, 'Newest export'), { timeout: 20_000 })
      .toEqual([expect.stringContaining('Choose for each which counts. The next run takes the day.')])
    await page.getByRole('link', { name: 'Choose what counts' }).click()
  })

  it('counts from the chosen channel, once somebody has chosen', async () => {
    await page.getByRole('link', { name: 'open', exact: true }).click()
    await button('Change…').click()
    await dialog().getByText('Figures that you have seen may change.').waitFor()
    await dialog().getByText('Exports of the warehouse').click()
    await dialog().getByText('From a day on; before it, the other one counts').click()
    expect(await dialog().getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog().getByText('For all of them').click()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByText(/Done: 2 stored events/).waitFor({ timeout: 60_000 })
    expect(await api('/channels')).toEqual({
      choices: [{ event: 'open', platform: null, channel: 'warehouse' }],
    })
    const [source] = (await api('/sources')).items
    await post(`/sources/${source.id}/runs`, {})
    await expect
      .poll(
        async () => {
          await reload()
          return cells(DAYS, 'Exports')
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toEqual(['3'])
    expect(await cells(DAYS, 'Webhooks')).toEqual(['2'])
    expect(await cells(DAYS, 'In both')).toEqual(['1'])
    expect(await cells(DAYS, 'Difference')).toEqual(['+1'])
    await page.getByText(/On the one day that both report, 25\.0/).waitFor()
  })
})

it('a month of both says how far they agree, and a viewer changes nothing', async () => {
  const viewing = await openContext(stage, { role: 'viewer' })
  try {
    const viewer = await viewing.newPage()
    await viewer.goto(`${stage.url}/o/${ORG}/sources/coverage?event=open&platform=itbl`)
    await settle(viewer)
    await viewer.getByText(/days that both report, 9\d\.\d/).waitFor()
    expect(
      await viewer.getByRole('button', { name: 'Change…', exact: true }).getAttribute('aria-disabled'),
    ).toBe('true')
  } finally {
    await viewing.close()
  }
})

it('the dialog names the platforms, and axe finds nothing', async () => {
  await open('/sources/coverage?event=open&platform=itbl', ORG)
  await button('Change…').click()
  await dialog().getByText('Otherwise events of the others would stop counting.').waitFor()
  expect(await findViolations(page)).toEqual([])
})

it('the pages kept the policy on the way', async () => {
  expect(await faults()).toEqual([])
})
