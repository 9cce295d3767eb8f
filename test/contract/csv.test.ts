import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { useServer } from '../scene.ts'

const t = useServer()
const at = '/api/v1/orgs/acme'

/** The cells of a table in CSV, by the rules of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

async function csv(path: string): Promise<readonly Record<string, string>[]> {
  const reply = await t.app.inject({ url: path, headers: { 'x-api-key': ADMIN_KEY } })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toMatch(/^text\/csv/)
  const [names = [], ...rows] = readCsv(reply.body)
  return rows.map(row => Object.fromEntries(names.map((name, place) => [name, row[place] ?? ''])))
}

const itemsOf = async (path: string) => (await t.call('GET', `${path}?limit=100`)).body.items

beforeAll(async () => {
  await createOrg(t, 'acme')
  await createTemplate(t, 'acme', 'welcome')
  for (let n = 0; n < 130; n++)
    await t.call('POST', '/api/webhook/events/acme', {
      event: n % 2 ? 'send' : '=cmd|calc',
      user_id: `u${n}`,
    })
  await processInbox(t)
  await t.services.db.query({
    text: `insert into recommendations (org_id, id, template_id, kind, subject, reason, evidence, status, created_at, updated_at)
           select o.id, '019cadd0-7c48-7e05-91fa-c2b86d3e4f70', 'welcome', 'archive', 'v', '=SUM(A1), "quoted"' || chr(10) || 'next line', '{"rate": -0.5}', 'open', now(), now()
           from orgs o where slug = 'acme'`,
  })
})

describe('a list as CSV', () => {
  it('of webhook calls has every row of the list, over several pages', async () => {
    const rows = await csv(`${at}/requests.csv`)
    expect(rows).toHaveLength(130)
    const items = await itemsOf(`${at}/requests`)
    expect(
      rows.slice(0, 100).map(({ id, platform, outcome, size_bytes }) => [id, platform, outcome, size_bytes]),
    ).toEqual(
      items.map((item: Record<string, unknown>) => [
        item['id'],
        item['platform'],
        item['outcome'],
        String(item['size_bytes']),
      ]),
    )
    expect(await csv(`${at}/requests.csv?platform=cio`)).toEqual([])
  })

  it('never begins a cell of text with what a spreadsheet executes', async () => {
    const [row] = await csv(`${at}/recommendations.csv`)
    expect(row).toMatchObject({
      reason: '\'=SUM(A1), "quoted"\nnext line',
      evidence: 'rate -0.5',
      status: 'open',
      template_id: 'welcome',
    })
    const names = (await csv(`${at}/requests.csv`)).map(({ events }) => events)
    expect(new Set(names)).toEqual(new Set(['send', "'=cmd|calc"]))
  })

  it('of deliveries has the columns of the list', async () => {
    expect(await csv(`${at}/deliveries.csv`)).toEqual([])
    const [header = ''] = (
      await t.app.inject({ url: `${at}/deliveries.csv`, headers: { 'x-api-key': ADMIN_KEY } })
    ).body.split('\r\n')
    const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'))
    expect(header.split(',').toSorted()).toEqual(
      Object.keys(document.components.schemas.Delivery.properties).toSorted(),
    )
  })
})
