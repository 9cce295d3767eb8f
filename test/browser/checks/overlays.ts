import type { Page } from 'playwright-core'

export interface Overlay {
  readonly name: string
  open(): Promise<void>
  /** @returns whether the focus is on what opened it */
  close(): Promise<boolean>
}

const OPENERS =
  'button[aria-haspopup]:not([disabled]), header button:has(kbd), main button:has-text("API call")'

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
          const button = await opener.elementHandle()
          return page
            .waitForFunction(each => each === document.activeElement, button, { timeout: 2_000 })
            .then(
              () => true,
              () => false,
            )
        },
      },
    ]
  })
}
