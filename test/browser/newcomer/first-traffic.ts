import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { rateInWords } from '../../../console/src/words/results/metrics.ts'
import type { Results } from '../../../src/features/results/schema.ts'
import { settle } from '../stage/show.ts'
import { customerio } from './customerio.ts'
import type { Hand } from './hands.ts'
import { CAMPAIGN, SIGNING_KEY } from './newcomer.ts'

const ORG = 'nord-books'
const AT_ONCE = 10
/** The first one, and 24 times 10. */
const PEOPLE = 241

/** From the live template to its first results: the newcomer asks why, watches reports arrive, and reads. */
export function firstTraffic(page: Page, hand: Hand, origin: string, key: string) {
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const pageOf = (name: string) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true })
  const arrive = async (url: RegExp) => {
    await page.waitForURL(url)
    await settle(page)
  }
  let clicks = 0
  const platform = customerio({
    ...{ origin, org: ORG, template: 'welcome-email', campaign: CAMPAIGN, signingKey: SIGNING_KEY, key },
  })
  /** A message to a person, and whether they click: that depends on the wording. */
  async function converse(number: number): Promise<void> {
    const person = `reader-${number}`
    const wording = await platform.ask(person)
    await platform.report(person, 'sent')
    if (number % (wording === 'Today' ? 6 : 3) > 0) return
    clicks++
    await platform.report(person, 'clicked')
  }

  return {
    async asksWhy() {
      await hand.press(pageOf('Playground'))
      await arrive(/\/playground/)
      await hand.write(field('Person'), 'kim')
      await page.getByText(/^Drawn from 2: /).waitFor()
    },

    async watchesReportsArrive() {
      await hand.press(pageOf('Events'))
      await arrive(/\/events/)
      await page.getByText(/^Live/).waitFor()
      const rows = page.getByRole('table', { name: 'Calls, newest first' }).getByRole('row')
      await platform.ask('reader-0')
      await platform.report('reader-0', 'sent')
      await rows.nth(1).getByText('Counted').waitFor()
      clicks++
      await platform.report('reader-0', 'clicked')
      await rows.nth(2).getByText('Counted').waitFor()
      await hand.press(rows.nth(1).getByRole('link'))
      await page.getByRole('region', { name: 'The call' }).getByText('Counted').first().waitFor()
    },

    async readsResults() {
      for (let first = 1; first < PEOPLE; first += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => converse(first + at)))
      await hand.press(pageOf('Templates'))
      await arrive(/\/templates$/)
      await hand.press(page.getByRole('link', { name: 'Welcome email' }))
      await arrive(/\/results/)
      const api = async () => {
        const reply = await page.request.get(
          `${origin}/api/v1/orgs/nord-books/templates/welcome-email/results`,
        )
        const results: Results = await reply.json()
        return results
      }
      await expect
        .poll(async () => sum((await api()).variants.map(({ sends }) => sends)), { timeout: 60_000 })
        .toBe(PEOPLE)
      await page.reload()
      await settle(page)
      const { variants } = await api()
      const rows = page.getByRole('table', { name: 'Wordings' }).locator('tbody tr')
      for (const { name, sends, click_rate } of variants) {
        const row = rows.filter({ has: page.getByText(name, { exact: true }) })
        await row.getByRole('cell', { name: String(sends), exact: true }).waitFor()
        await row.getByRole('cell', { name: rateInWords(click_rate), exact: true }).waitFor()
      }
      expect(sum(variants.map(({ clicks }) => clicks))).toBe(clicks)
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
