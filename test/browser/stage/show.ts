import type { BrowserContext, Page } from 'playwright-core'
import type { Place } from './places.ts'
import { type Role, type Stage, signIn } from './stage.ts'

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** A window that is signed in, and one that is not. */
export async function openContext(
  stage: Stage,
  options: { readonly theme?: Theme; readonly isSignedOut?: boolean; readonly role?: Role } = {},
): Promise<BrowserContext> {
  const context = await stage.browser.newContext({
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
  })
  if (!options.isSignedOut) await signIn(stage, context, options.role ?? 'admin')
  return context
}

// A plan plays worlds, which takes long on a busy machine.
const SETTLED_MS = 60_000
const SKELETON_MS = 250

/** Goes to a place and waits until it is loaded: its title stands there, and no skeleton does any more. */
export async function show(page: Page, url: string, { path }: Place): Promise<void> {
  await page.goto(`${url}${path}`)
  await settle(page)
}

export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ timeout: SETTLED_MS })
  const isLoading = () => !!document.querySelector('[role=status][aria-label=Loading]')
  // Streams never end, so quiet is not waited for. A skeleton shows after 200 ms, and what was loaded may load more.
  do {
    await page.waitForFunction(
      () => !document.querySelector('[role=status][aria-label=Loading]'),
      undefined,
      { timeout: SETTLED_MS },
    )
    await page.waitForTimeout(SKELETON_MS)
  } while (await page.evaluate(isLoading))
}
