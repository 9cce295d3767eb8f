import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { timestamp, useExports } from '../../../test/exports.ts'
import { countsOf, createTemplate, processInbox } from '../../../test/factories.ts'
import { askDuckDb, type Cell } from '../../../test/parquet.ts'
import { useScene } from '../../../test/scene.ts'
import { hashedNameOf, padsOf } from '../../core/ids/hashed-name.ts'
import { sparkHash } from '../orgs/hash-key/hash-sql.ts'
import { hashSql } from './reader/hashed-people.ts'

const scene = useScene()
const { server } = scene
const { write, importAll } = useExports(scene)

const api = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) =>
  server.call(method, `/api/v1/orgs/${scene.org}${path}`, body)
const openKey = async (): Promise<string> => (await api('PUT', '/person-hash-key')).body.key

const ANN = { user_id: 'Ann', email: 'ann@example.com' }
const hmac = (key: string, name: string) =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(name).digest('hex')

let chosenAt = 0
const choose = async (who: object) => {
  scene.tick()
  const { status } = await server.call('POST', `/api/generate/${scene.org}`, {
    template_id: 'welcome',
    ...who,
  })
  expect(status).toBe(200)
  chosenAt = scene.now
}
const purchase = (who: Readonly<Record<string, Cell>>, minutes = 5) => ({
  ...{ event_name: 'purchase', event_timestamp: timestamp(chosenAt + minutes * 60_000), value: 7 },
  ...{ user_id: null, email: null, user_id_or_email: null, ...who },
})
const conversions = async () =>
  ((await countsOf(server, scene.org)) as { conversions: number }[]).reduce(
    (sum, row) => sum + Number(row.conversions),
    0,
  )
const HASHED = { people: 'hashed', authority: 'warehouse' }

beforeEach(() =>
  createTemplate(server, scene.org, 'welcome', {
    split: { control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  }),
)

describe('an export that names people by hashes', () => {
  it.each([
    { column: 'user_id', name: ANN.user_id },
    { column: 'email', name: ANN.email },
    { column: 'user_id_or_email', name: ANN.email },
  ])('credits the messages to whoever is known in clear, by $column', async ({ column, name }) => {
    const key = await openKey()
    await choose(ANN)
    await processInbox(server)
    const path = await write('a.parquet', [purchase({ [column]: hmac(key, name).toUpperCase() })])
    await importAll([path], HASHED)
    expect(await conversions()).toBe(1)
  })

  it('meets a person by an address that only a webhook has told', async () => {
    const key = await openKey()
    await choose({ user_id: ANN.user_id })
    await scene.report({ event: 'visit', event_id: 'v', ...ANN })
    await processInbox(server)
    await importAll([await write('a.parquet', [purchase({ email: hmac(key, ANN.email) })])], HASHED)
    expect(await conversions()).toBe(1)
  })

  it('that was read before the key met the names is credited when it does', async () => {
    await choose(ANN)
    await processInbox(server)
    const key = await openKey()
    const rows = [purchase({ user_id: hmac(key, ANN.user_id) }), purchase({ user_id: hmac(key, 'bob') }, 30)]
    await importAll([await write('a.parquet', rows)], HASHED)
    expect(await conversions()).toBe(0)
    await processInbox(server)
    expect(await conversions()).toBe(1)
    // Somebody whose first choice comes later, with a clock that is behind.
    scene.tick(-1)
    await choose({ user_id: 'bob' })
    await processInbox(server)
    expect(await conversions()).toBe(2)
  })

  it('may not name anybody in clear', async () => {
    await openKey()
    await choose(ANN)
    const rows = [purchase({ email: ANN.email }), purchase({})]
    const [imported] = await importAll([await write('a.parquet', rows)], HASHED)
    expect(imported).toMatchObject({
      state: 'loaded',
      result: { rows: 1, files: [{ refused: [{ reason: 'not-hashed', count: 1, rows: [0] }] }] },
    })
  })

  it('needs a key', async () => {
    await choose(ANN)
    const path = await write('a.parquet', [purchase({})])
    await expect(importAll([path], HASHED)).rejects.toThrow('PUT /api/v1/orgs/:org/person-hash-key')
    const connection = { kind: 's3', bucket: 'exports', prefix: 'acme', credentials: { type: 'assume_role' } }
    const source = { name: 'x', connection, people: 'hashed' }
    expect(await api('POST', '/sources', source)).toMatchObject({
      ...{ status: 422, body: { errors: [{ field: '/people' }] } },
    })
    await openKey()
    expect(await api('POST', '/sources', source)).toMatchObject({ status: 201, body: { people: 'hashed' } })
  })
})

it('Parley can make the hashes while it reads, and then stores no name', async () => {
  const key = await openKey()
  await choose(ANN)
  await processInbox(server)
  const rows = [purchase({ email: '  ANN@example.com ' }), purchase({ user_id: 'Zoe' }, 6)]
  await importAll([await write('a.parquet', rows)], { ...HASHED, people: 'hash_on_reading' })
  expect(await conversions()).toBe(1)
  const stored = await server.services.db.query<{ email: string | null; user_key: string | null }>({
    text: `select email, user_key from events e join orgs o on o.id = e.org_id where o.slug = $1 order by occurred_at`,
    values: [scene.org],
  })
  expect(stored).toMatchObject([
    { email: hashedNameOf(key, ANN.email) },
    { user_key: hashedNameOf(key, 'Zoe') },
  ])
})

it('the erasure of a person covers their hashes, also of names that nothing else has', async () => {
  const key = await openKey()
  await choose(ANN)
  await processInbox(server)
  const rows = [purchase({ email: hmac(key, ANN.email) }), purchase({ user_id: hmac(key, 'Zoe') }, 6)]
  await importAll([await write('a.parquet', rows)], HASHED)
  const trace = (await api('GET', `/people/${ANN.user_id}`)).body
  expect(trace.events).toMatchObject([{ outcome: 'counted' }])
  for (const name of [ANN.user_id, 'Zoe']) expect((await api('DELETE', `/people/${name}`)).status).toBe(200)
  const [left] = await server.services.db.query<{ count: number }>({
    text: `select (select count(*)::int from events e join orgs o on o.id = e.org_id where o.slug = $1 and (user_key like 'hashed:%' or email like 'hashed:%'))
             + (select count(*)::int from person_links l join orgs o on o.id = l.org_id where o.slug = $1) as count`,
    values: [scene.org],
  })
  expect(left?.count).toBe(0)
  expect(await conversions()).toBe(1)
})

it('the key is made once, and only its organisation has it', async () => {
  const key = await openKey()
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(await openKey()).toBe(key)
  const stored = await server.services.db.query<object>({
    text: 'select key from person_hash_keys',
    values: [],
  })
  expect(JSON.stringify(stored)).not.toContain(key)
  await scene.enterAnotherOrg()
  expect(await openKey()).not.toBe(key)
})

it('the SQL for warehouses, the reader and the webhook side make the same hash', async () => {
  const key = '0f'.repeat(32)
  const name = fc.oneof(fc.string({ maxLength: 90 }), fc.emailAddress(), fc.string({ unit: 'grapheme' }))
  const names = fc
    .sample(name, 300)
    .map(each => each.normalize('NFC').trim())
    .filter(each => each !== '' && !each.includes('\0') && each.isWellFormed())
    .filter(each => !each.includes('@') || each.toLowerCase() === asciiLowerCase(each))
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
  // DuckDB has sha256 in the place of sha2, encodes as UTF-8, and joins bytes by ||.
  const spark = sparkHash(key)
    .replaceAll('YOUR_COLUMN', 'name')
    .replaceAll('sha2(', 'sha256(')
    .replaceAll(', 256)', ')')
    .replaceAll(", 'UTF-8'", '')
    .replaceAll('concat(', '(')
    .replaceAll("'),\n", "') ||\n")
  const rows = await askDuckDb(
    `select ${hashSql('name', padsOf(key))} as reader, ${spark} as spark from (values ${names.map((each, at) => `(${at}, ${literal(each)})`).join(', ')}) t(place, name) order by place`,
  )
  const wanted = names.map(each => hmac(key, each.includes('@') ? each.toLowerCase() : each))
  expect(rows).toEqual(wanted.map(hash => ({ reader: hash, spark: hash })))
})

const asciiLowerCase = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())
