import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findViolations } from '../checks/axe.ts'
import { BUCKET, type Bucket } from './bucket.ts'
import type { handsOn } from './hands.ts'

/** The form of a connection to a bucket. */
export interface ConnectionForm {
  readonly page: Page
  readonly hands: Pick<ReturnType<typeof handsOn>, 'field' | 'button'>
  readonly bucket: Bucket
  readonly prefix: string
  /** The beginning of the schedule's label. */
  readonly schedule: RegExp
}

/**
 * Fills in the form with a key that the bucket does not know, sees that a bad schedule and a bad endpoint are refused
 * at their fields, and saves it with good ones.
 */
export async function fillConnectionForm({ page, hands, bucket, prefix, schedule }: ConnectionForm) {
  const { field, button } = hands
  const isRefused = (label: string) => field(label).getAttribute('aria-invalid')
  await field('Bucket').fill(BUCKET)
  await field('Prefix').fill(prefix)
  await field('Endpoint').fill(`${bucket.url}/with/a/path`)
  await page.getByText('The bucket stands in the path').click()
  await page.getByText('An access key', { exact: true }).click()
  await field('Access key ID').fill('somebody-else')
  await page.getByLabel('Secret access key').fill('the-secret-of-the-bucket')
  await page.getByRole('button', { name: schedule }).click()
  await page.getByRole('option', { name: 'At other times' }).click()
  await field('Cron, in UTC').fill('every morning')
  await button('Save').click()
  await page.getByText('"every morning" is no schedule').first().waitFor()
  expect(await isRefused('Cron, in UTC')).toBe('true')
  await field('Cron, in UTC').fill('30 4 * * *')
  await button('Save').click()
  await page.getByText('The endpoint is an address without a path').first().waitFor()
  expect(await isRefused('Endpoint')).toBe('true')
  expect(await findViolations(page)).toEqual([])
  await field('Endpoint').fill(bucket.url)
  await button('Save').click()
}
