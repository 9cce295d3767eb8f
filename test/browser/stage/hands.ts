import type { Locator, Page } from 'playwright-core'
import { ADMIN_KEY } from '../../app.ts'
import { EMPTY_ORG } from './seed.ts'
import { settle } from './show.ts'
import type { Stage } from './stage.ts'

/** What a person does on a page, and what the API says meanwhile: of the empty organisation, unless another is named. */
export function handsOn(stage: Stage, page: () => Page) {
  const headers = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }
  const at = (path: string, org: string) => `${stage.url}/api/v1/orgs/${org}${path}`
  return {
    async open(path: string, org = EMPTY_ORG): Promise<void> {
      await page().goto(`${stage.url}/o/${org}${path}`)
      await settle(page())
    },
    async reload(): Promise<void> {
      await page().reload()
      await settle(page())
    },
    button: (name: string): Locator => page().getByRole('button', { name, exact: true }),
    field: (name: string): Locator => page().getByRole('textbox', { name, exact: true }),
    dialog: (): Locator => page().getByRole('dialog').or(page().getByRole('alertdialog')),
    cells: (table: string, label: string): Promise<string[]> =>
      page().getByRole('table', { name: table }).locator(`tbody td[data-label="${label}"]`).allTextContents(),
    api: async (path: string, org = EMPTY_ORG) => (await fetch(at(path, org), { headers })).json(),
    post: async (path: string, body: unknown, org = EMPTY_ORG) =>
      (await fetch(at(path, org), { method: 'POST', headers, body: JSON.stringify(body) })).json(),
  }
}
