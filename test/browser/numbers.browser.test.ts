import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { PLACES } from './stage/places.ts'
import { EMPTY_ORG, ORG } from './stage/seed.ts'
import { openContext, show } from './stage/show.ts'
import { SOURCE } from './stage/states-warehouse.ts'
import { useStage } from './stage/use-stage.ts'
import { faultsOf, listen, openAll, tablesOf } from './tables/read-tables.ts'
import { type Answers, type Asked, recordsOf } from './tables/table-kinds.ts'
import { LISTS } from './tables/tables-lists.ts'
import { RESULTS } from './tables/tables-results.ts'

const stage = useStage()
const DESCRIBED = [...RESULTS, ...LISTS]
const RENAMED = 'fresher'

const at = (name: string, path: string, org = ORG) => ({ name, route: '', path: `/o/${org}${path}` })
/** Tables that stand at no address of `PLACES`, or are empty there. */
const MORE = [
  at('variants-compact', '/templates/welcome-email/variants?mode=compact'),
  at('events-week', '/events?range=7d&live=0'),
  at('people-found', '/people?q=user-3'),
  at('feedback-deliveries', '/admin/channels/feedback-webhooks/WEBHOOK?tab=deliveries'),
  at('warehouse-days', `/sources/warehouse/${SOURCE}?tab=days`),
  at('coverage-event', '/sources/coverage?event=open&platform=itbl'),
  at('exports-days', '/exports?tab=days'),
  at('former-slugs', '/settings/organisation', RENAMED),
]
/** Without rows on the seeded organisation, or without figures of the API. */
const ELSEWHERE = [
  // Sentences, which words/plan.test.ts has.
  'Pinned plans',
  // Parley gives a write up after days.
  'Profile writes that were given up',
  // In a dialog, which warehouse.browser.test.ts opens.
  'What the run did, by day',
  'Columns of the files',
  // The same for exports.browser.test.ts.
  'What the run wrote, by day',
  // integration.browser.test.ts adds and removes them.
  'Named keys',
]

/** Some tables come with an answer of their own. */
const PATIENCE = { timeout: 30_000, interval: 300 }

let page: Page
let answers: Answers
let asked: Asked
let forget: () => void
let webhook = ''

async function call(method: string, path: string, body?: unknown) {
  const reply = await fetch(`${stage.url}/api/v1/orgs/${path}`, {
    method,
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(reply.status, `${method} ${path}`).toBeLessThan(300)
  return reply.json()
}

beforeAll(async () => {
  const { items: webhooks } = await call('GET', `${ORG}/feedback-webhooks`)
  webhook = webhooks[0].id
  const { items: advice } = await call('GET', `${ORG}/recommendations?status=open`)
  await call('POST', `${ORG}/recommendations/${advice[0].id}`, {
    action: 'dismiss',
    note: 'Not this week.',
  })
  await call('POST', `${ORG}/invitations`, { email: 'nina@example.com', role: 'viewer' })
  await call('POST', `${ORG}/requests/replay`, { filter: { platform: 'events' } })
  await call('PATCH', EMPTY_ORG, { slug: RENAMED })
  page = await (await openContext(stage)).newPage()
  ;({ answers, asked, forget } = listen(page, ORG))
})
afterAll(() => page.context().close())

describe('the figures of', () => {
  it.each([...PLACES.filter(({ isSignedOut }) => !isSignedOut), ...MORE])(
    '$name equal those of the API and of its files',
    async place => {
      forget()
      await show(page, stage.url, { ...place, path: place.path.replace('WEBHOOK', webhook) })
      const described = DESCRIBED.filter(each => each.place === place.name)
      let tables = await tablesOf(page)
      const captions = async () => {
        await openAll(page)
        tables = await tablesOf(page)
        return tables.map(({ caption }) => caption).toSorted()
      }
      // The log of the last hour has its tables at `events-week`, where they have rows.
      if (place.name !== 'events')
        await expect.poll(captions, PATIENCE).toEqual(described.map(({ caption }) => caption).toSorted())
      for (const { caption, rows, csv, outward } of described) {
        const table = tables.find(each => each.caption === caption)
        if (!table) throw new Error(`${caption} is not on the page`)
        expect(table.rows.length, `rows of ${caption}`).toBeGreaterThan(0)
        expect(faultsOf(table, rows(answers), outward)).toEqual([])
        if (!csv) continue
        const path = typeof csv.path === 'string' ? csv.path : csv.path(asked)
        const file = await page.request.get(`${stage.url}/api/v1/orgs/${ORG}${path}`)
        expect(faultsOf(table, csv.rows(recordsOf(await file.text()), answers), outward), path).toEqual([])
      }
    },
  )
})

it('every table of the console is described', () => {
  const folder = fileURLToPath(new URL('../../console/src/', import.meta.url))
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.tsx'),
  )
  const captions = sources.flatMap(name =>
    [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/<(?:Data|Paged)Table\s[^>]*?caption="([^"]+)"/g),
    ].map(([, caption]) => caption ?? ''),
  )
  expect(captions.length).toBeGreaterThan(15)
  const known = new Set([...DESCRIBED.map(({ caption }) => caption), ...ELSEWHERE])
  expect(captions.filter(caption => !known.has(caption))).toEqual([])
})
