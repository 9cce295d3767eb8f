import type { Page } from 'playwright-core'

export interface Overlay {
  readonly name: string
  open(): Promise<void>
  /** @returns whether the focus is on what opened it */
  close(): Promise<boolean>
}

const OPENERS =
  'button[aria-haspopup]:not([disabled]), button[aria-label^="Search"], main button:has-text("API call")'

/** Everything of a page that opens something over it: menus, lists of selects, dialogs, the search. */
export async function overlaysOf(page: Page): Promise<readonly Overlay[]> {
  const openers = page.locator(OPENERS)
  const names = await openers.evaluateAll(buttons =>
    buttons.map(button =>
      button.checkVisibility() ? (button.getAttribute('aria-label') ?? button.textContent ?? '') : undefined,
    ),
  )
  return names.flatMap((name, at) => {
    if (name === undefined) return []
    const opener = openers.nth(at)
    return [
      {
        name,
        async open() {
          await opener.click()
          await page
            .locator('[role=menu], [role=listbox], [role=dialog], [role=alertdialog]')
            .first()
            .waitFor()
        },
        async close() {
          await page.keyboard.press('Escape')
          await page.locator('[role=menu], [role=dialog], [role=alertdialog]').waitFor({ state: 'detached' })
          return opener.evaluate(button => button === document.activeElement)
        },
      },
    ]
  })
}
