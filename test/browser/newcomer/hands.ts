import type { Locator, Page } from 'playwright-core'

/** How a person works on a page: with the pointer, or with keys alone. */
export interface Hand {
  press(target: Locator): Promise<void>
  /** Writes a text in place of what is there. */
  write(field: Locator, text: string): Promise<void>
  /** Switches a box. */
  toggle(box: Locator): Promise<void>
  /** Chooses a radio button of a group. */
  choose(radio: Locator): Promise<void>
}

export const withPointer = (): Hand => ({
  press: target => target.click(),
  write: (field, text) => field.fill(text),
  // A picture lies over the input.
  toggle: box => box.click({ force: true }),
  choose: radio => radio.click({ force: true }),
})

const KEYS_MAX = 80

/** Keys alone: no click, and nothing that sets the focus. It fails where the focus cannot be seen. */
export function withKeys(page: Page): Hand {
  const { keyboard } = page
  const hasFocus = (target: Locator) => target.evaluate(each => each === document.activeElement)

  /** Goes from control to control until the target has the focus. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor({ state: 'attached' })
    // A person sees where it is. A focus in a dialog stays there, so the way back is never needed in one.
    const isBefore = await target.evaluate(each => {
      const { activeElement, body } = document
      const isElsewhere = activeElement !== null && activeElement !== body
      return (
        isElsewhere && Boolean(activeElement.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING)
      )
    })
    for (let pressed = 0; pressed < KEYS_MAX; pressed++) {
      if (await hasFocus(target)) return assertSeen(page)
      await keyboard.press(isBefore ? 'Shift+Tab' : 'Tab')
    }
    throw new Error(`${target} is not reached in ${KEYS_MAX} keys`)
  }

  return {
    async press(target) {
      await tabTo(target)
      await keyboard.press('Enter')
    },
    async toggle(box) {
      await tabTo(box)
      await keyboard.press('Space')
    },
    async write(field, text) {
      await tabTo(field)
      await keyboard.press('Control+a')
      await keyboard.type(text)
    },
    async choose(radio) {
      await radio.waitFor({ state: 'attached' })
      const group = radio.locator('xpath=ancestor::*[@role="radiogroup"][1]')
      // Tab enters a group at what is chosen, else at its first.
      const entry = (await group.getByRole('radio', { checked: true }).count())
        ? group.getByRole('radio', { checked: true })
        : group.getByRole('radio').first()
      await tabTo(entry)
      for (let pressed = 0; !(await hasFocus(radio)); pressed++) {
        if (pressed > KEYS_MAX) throw new Error(`${radio} is not reached by arrow keys`)
        await keyboard.press('ArrowDown')
      }
      await assertSeen(page)
      if (!(await radio.isChecked())) await keyboard.press('Space')
    },
  }
}

/** Whoever works with keys must see where they are: a ring is drawn, within the window. */
async function assertSeen(page: Page): Promise<void> {
  // A link may be reached while the page still scrolls to it.
  const seen = await page
    .waitForFunction(
      () => {
        const active = document.activeElement
        if (!active || active === document.body) return false
        const label = active.closest('label')
        const around = [active, active.parentElement, active.parentElement?.parentElement, label]
        const drawn = [...around, ...(label?.querySelectorAll('*') ?? [])].filter(
          each => each instanceof Element,
        )
        const hasRing = drawn.some(each =>
          [undefined, '::after'].some(part => {
            const { outlineStyle, outlineWidth } = getComputedStyle(each, part)
            return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
          }),
        )
        const { top, bottom, left, right } = (label ?? active).getBoundingClientRect()
        return hasRing && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
      },
      undefined,
      { timeout: 2_000 },
    )
    .then(
      () => true,
      () => false,
    )
  if (seen) return
  const what = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300))
  throw new Error(`the focus cannot be seen on ${what}`)
}
