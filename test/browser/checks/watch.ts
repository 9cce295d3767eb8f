import type { Page } from 'playwright-core'

declare global {
  interface Window {
    violations: string[]
  }
}

/**
 * Collects what a page must never do: errors on its console, exceptions, violations of its policy (Trusted Types
 * included) and requests to other origins.
 * @returns reads and forgets what was collected
 */
export async function watch(page: Page, origin: string): Promise<() => Promise<readonly string[]>> {
  const faults: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' && !isExpected(message.text())) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => faults.push(`exception: ${error.message}`))
  page.on('request', request => {
    const url = new URL(request.url())
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol))
      faults.push(`request: ${url.href}`)
  })
  await page.addInitScript(() => {
    window.violations = []
    document.addEventListener('securitypolicyviolation', event => {
      window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
  })
  return async () => {
    const violations = await page.evaluate(() => window.violations.splice(0))
    return [...faults.splice(0), ...violations.map(text => `policy: ${text}`)]
  }
}

// Chromium prints every refusal of the API. Pages show them, and tests look at the pages.
const isExpected = (text: string): boolean =>
  /^Failed to load resource: the server responded with a status of (401|403|404|409|410|412|422|429)/.test(
    text,
  )
