import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { settle } from '../stage/show.ts'
import { faultOf, type ShownCell } from './figures.ts'
import type { Answers, Asked, Described, Row } from './table-kinds.ts'

export interface ShownTable {
  readonly caption: string
  readonly rows: readonly { readonly heading: string; readonly cells: Readonly<Record<string, ShownCell>> }[]
}

/** Brings what loads below the fold into sight. */
export async function scrollThrough(page: Page): Promise<void> {
  for (let at = 0; at < 40; at++) {
    const isEnd = await page.evaluate(() => {
      scrollBy(0, innerHeight / 2)
      return scrollY + innerHeight >= document.documentElement.scrollHeight - 1
    })
    await page.waitForTimeout(40)
    if (isEnd) break
  }
  // What comes near begins to load.
  await settle(page)
}

/** Brings every table of a page into sight: also the numbers of charts. */
export async function openAll(page: Page): Promise<void> {
  await scrollThrough(page)
  const closed = page.locator('button[aria-pressed=false]').getByText('Numbers', { exact: true })
  // One press may open them all.
  while (await closed.count()) await closed.first().click()
  for (const summary of await page.locator('details:not([open]) > summary', { hasText: 'Numbers' }).all())
    await summary.click()
  await page.waitForTimeout(150)
}

/** The tables of a page, as they are shown. */
export const tablesOf = (page: Page): Promise<readonly ShownTable[]> =>
  page.locator('main table').evaluateAll(tables =>
    tables.map(table => {
      const titles = [...table.querySelectorAll('thead th')].map(each => each.textContent ?? '')
      return {
        caption: table.getAttribute('aria-label') ?? table.querySelector('caption')?.textContent ?? '',
        rows: [...table.querySelectorAll('tbody tr')].map(row => ({
          heading: row.querySelector('th')?.textContent ?? '',
          cells: Object.fromEntries(
            [...row.children].map((cell, at) => [
              cell.getAttribute('data-label') ?? titles[at] ?? '',
              {
                text: cell.textContent ?? '',
                times: [...cell.querySelectorAll('time')].map(each => each.dateTime),
              },
            ]),
          ),
        })),
      }
    }),
  )

/** The tables of a page that are wider than their frames, so that their last columns are out of sight. */
export async function cutTablesOf(page: Page): Promise<readonly string[]> {
  await scrollThrough(page)
  const cut = await page
    .locator('main :has(> table)')
    .evaluateAll(frames =>
      frames.flatMap(frame =>
        frame.scrollWidth > frame.clientWidth + 1
          ? [`${frame.querySelector('table')?.getAttribute('aria-label')}: ${frame.scrollWidth} px`]
          : [],
      ),
    )
  await page.evaluate(() => scrollTo(0, 0))
  return cut
}

/** What a page has got from the API so far. */
export function listen(
  page: Page,
  org: string,
): { readonly answers: Answers; readonly asked: Asked; forget(): void } {
  const found = new Map<string, unknown>()
  page.on('response', async response => {
    const { pathname, search } = new URL(response.url())
    if (!pathname.startsWith('/api/') || !response.headers()['content-type']?.includes('json')) return
    const body: unknown = await response.json().catch(() => undefined)
    if (body !== undefined) found.set(`${pathname}${search}`, body)
  })
  const home = `/api/v1/orgs/${org}`
  function nameOf(path: string | RegExp): string {
    const name = [...found.keys()].find(each =>
      typeof path === 'string' ? each === path || each === `${home}${path}` : path.test(each),
    )
    if (name === undefined) throw new Error(`${path} was not asked, but ${[...found.keys()].join(', ')}`)
    return name
  }
  return {
    forget: () => found.clear(),
    asked: path => nameOf(path).slice(home.length),
    answers: <Answer>(path: string | RegExp) => {
      const answer: Answer = JSON.parse(JSON.stringify(found.get(nameOf(path))))
      return answer
    },
  }
}

/** @returns one line for each cell that shows something else */
export function faultsOf(
  table: ShownTable,
  rows: readonly Row[],
  outward: Described['outward'] = [],
): readonly string[] {
  expect(table.rows.length, `rows of ${table.caption}`).toBe(rows.length)
  return rows.flatMap(({ key, cells }, at) => {
    const shown = key === undefined ? table.rows[at] : table.rows.find(({ heading }) => isOf(heading, key))
    if (!shown) return [`no row of ${key ?? at}`]
    return Object.entries(cells).flatMap(([title, expected]) => {
      const cell = shown.cells[title]
      const fault = cell
        ? faultOf(cell, expected, outward.includes(title))
        : `there is no column ${title} in ${Object.keys(shown.cells).join(' | ')}`
      return fault === undefined ? [] : [`${table.caption}, ${key ?? at}, ${title}: ${fault}`]
    })
  })
}

/** A heading begins with a letter of its wording, and ends with details. */
const isOf = (heading: string, key: string): boolean =>
  heading.startsWith(key) || heading.slice(1).startsWith(key)
