import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { settle } from '../stage/show.ts'
import type { Hand } from './hands.ts'

const PASSWORD = 'eleven dry umbrellas'
export const SIGNING_KEY = '7d1c2f0b9e8a4c35'
export const CAMPAIGN = '23'

/** The way of somebody who has just started the server to a template that is live, in steps. */
export function newcomer(page: Page, hand: Hand, origin: string) {
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const link = (name: string | RegExp) => page.getByRole('link', { name })
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Template' }).getByRole('link', { name, exact: true })
  const home = page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'Home', exact: true })
  const firstSteps = page.locator('section', { has: page.getByRole('heading', { name: 'First steps' }) })
  const arrive = async (url: RegExp) => {
    await page.waitForURL(url)
    await settle(page)
  }
  return {
    async setsUp(printed: string) {
      await page.goto(printed)
      await hand.write(field('Your name'), 'Ines Roth')
      await hand.write(field('E-mail'), 'ines@example.com')
      await hand.write(field('Password'), PASSWORD)
      await hand.write(field('Organisation'), 'Nord Books')
      // Its month of messages would be made while this test looks at times.
      await hand.toggle(page.getByRole('checkbox', { name: /running demo/ }))
      await hand.press(button('Set up'))
      await arrive(/\/o\/nord-books$/)
      await firstSteps.getByText('7 steps, in any order').waitFor()
    },

    async choosesAPlatform() {
      await hand.press(link('Choose: Choose your platform'))
      await arrive(/\/settings\/integrations/)
      await hand.choose(page.getByRole('radio', { name: /^Customer\.io/ }))
      await hand.write(page.getByLabel('Webhook signing key'), SIGNING_KEY)
      await hand.press(button('Save'))
      await page.getByText('The settings of Customer.io are saved.').first().waitFor()
      await hand.press(button('Copy: Webhook address'))
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      expect(copied).toBe(`${origin}/api/webhook/cio/nord-books`)
    },

    async writesATemplate() {
      await hand.press(home)
      await arrive(/\/o\/nord-books$/)
      await firstSteps.getByText('Customer.io is chosen.').waitFor()
      await hand.press(link(/^Write: /))
      await arrive(/\/templates\/new$/)
      await hand.write(field('Name').first(), 'Welcome email')
      const words = {
        Today: 'Welcome to Nord Books',
        'Wording A': 'Which book first?',
        'Wording B': 'Ten books wait',
      }
      for (const [name, subject] of Object.entries(words)) {
        if (name === 'Wording B') await hand.press(button('Add a wording'))
        const wording = page.getByRole('region', { name, exact: true })
        await hand.write(wording.getByLabel('Subject'), `${subject}, {{ first_name | default: "friend" }}`)
        await hand.write(wording.getByLabel('Body'), `<p>${subject}.</p>`)
      }
      await hand.press(button('Create, then connect'))
      await arrive(/\/templates\/welcome-email\/integration/)
    },

    /** @returns the key, as it is copied */
    async makesTheKeyAndTries(): Promise<string> {
      await hand.press(button('Request the copy in the workflow'))
      await hand.press(button('Make the key').first())
      await page.getByText('It is shown this once').first().waitFor()
      await hand.press(button('Copy: Headers of the request'))
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      await hand.press(button('Run it here'))
      await page.getByRole('region', { name: /^The answer, in \d+ ms/ }).waitFor()
      return /X-Api-Key: (\S+)/.exec(copied)?.[1] ?? 'none'
    },

    async entersTheCampaign() {
      await hand.press(button('Enter the campaign'))
      await hand.write(page.getByLabel('Campaign ID', { exact: true }), CAMPAIGN)
      const ids = page
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name: 'Enter the campaign' }) })
      await hand.press(ids.getByRole('button', { name: 'Save' }))
      await ids.getByText(`Campaign ID ${CAMPAIGN}.`).waitFor()
    },

    async approvesTheWordings() {
      await hand.press(tab('Variants'))
      await arrive(/\/variants/)
      for (const name of ['Wording A', 'Wording B']) {
        await hand.press(page.getByRole('navigation', { name: 'Wordings' }).getByRole('link', { name }))
        await page.getByRole('region', { name: `Wording ${name}` }).waitFor()
        await hand.press(page.getByRole('button', { name: 'Approve', exact: true }))
        await page
          .getByRole('region', { name: `Wording ${name}` })
          .getByText('Approved')
          .waitFor()
      }
    },

    async activates() {
      await hand.press(link('Activate it'))
      await arrive(/\/settings$/)
      await hand.press(button('Activate…'))
      await hand.press(page.getByRole('alertdialog').getByRole('button', { name: 'Activate', exact: true }))
      await page.getByText('It is active:').waitFor()
    },
  }
}
