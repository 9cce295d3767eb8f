import axe from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Found {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
}

/**
 * Checks a page with axe-core, WCAG 2.2 A and AA. It runs in a world of its own, where the page's policy does not
 * apply, so the page keeps its policy.
 * @returns one line a violation; empty when there is none
 */
export async function findViolations(page: Page): Promise<readonly string[]> {
  const devtools = await page.context().newCDPSession(page)
  try {
    const { frameTree } = await devtools.send('Page.getFrameTree')
    const { executionContextId } = await devtools.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'axe',
    })
    const run = async (expression: string): Promise<string> => {
      const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
        expression,
        contextId: executionContextId,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return String(result.value)
    }
    await run(`${axe.source};''`)
    const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] })
    const found: readonly Found[] = JSON.parse(
      await run(`axe.run(document, ${options}).then(({ violations }) => JSON.stringify(violations))`),
    )
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    )
  } finally {
    await devtools.detach()
  }
}
