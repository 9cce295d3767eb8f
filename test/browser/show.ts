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

/** Goes to a place and waits until it is loaded: its title stands there, and no skeleton does any more. */
export async function show(page: Page, url: string, { path }: Place): Promise<void> {
  await page.goto(`${url}${path}`)
  await settle(page)
}

export async function settle(page: Page): Promise<void> {
  await loaded(page)
  // Streams never end, so quiet is not waited for; the last numbers need a moment.
  await page.waitForTimeout(150)
}

/** Waits for the title, and until no skeleton is left. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ timeout: SETTLED_MS })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label=Loading]'), undefined, {
    timeout: SETTLED_MS,
  })
}
