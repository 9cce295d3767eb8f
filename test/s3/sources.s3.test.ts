import { connect, createServer } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { createSourceReader } from '../../src/features/warehouse/sources/runs/reader-loop.ts'
import { sourceReadingOf } from '../../src/worker-wiring.ts'
import { useScene } from '../scene.ts'
import { DAY, ENDPOINT, numbersOf, OWNER, READER, range, readStatements, useExports } from './exports.ts'
import { makeRole } from './roles.ts'

process.env['AWS_ACCESS_KEY_ID'] = OWNER.accessKeyId
process.env['AWS_SECRET_ACCESS_KEY'] = OWNER.secretAccessKey

const scene = useScene({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const exports = useExports()
const { putRows, remove } = exports
const numbers = () => numbersOf(scene)
const readerOf = () => createSourceReader(sourceReadingOf(scene.server.services))

const call = (method: 'GET' | 'POST' | 'PATCH', path = '', body?: object) =>
  scene.server.call(method, `/api/v1/orgs/${scene.org}/sources${path}`, body)

const staticOf = ({ accessKeyId, secretAccessKey }: typeof OWNER) => ({
  ...{ type: 'static', access_key_id: accessKeyId, secret_access_key: secretAccessKey },
})

const connectionOf = (more: object = {}) => ({
  ...{ kind: 's3', bucket: exports.bucket, prefix: 'redshift/acme', endpoint: ENDPOINT, path_style: true },
  ...{ quiet_minutes: 0, credentials: staticOf(READER), ...more },
})

/** Creates a source. @returns its address */
async function create(connection: object = {}, more: object = {}): Promise<string> {
  const body = { name: 'export', schedule: null, connection: connectionOf(connection), ...more }
  const made = await call('POST', '', body)
  expect([made.status, made.body.detail]).toEqual([201, undefined])
  return `/${made.body.id}`
}

async function run(source: string) {
  scene.tick()
  const { status, body } = await call('POST', `${source}/runs`)
  expect([status, body.detail]).toEqual([202, undefined])
  await readAll()
  return (await call('GET', `${source}/runs/${body.id}`)).body
}
async function readAll() {
  const reader = readerOf()
  await reader.round()
  await reader.settled()
}
const partitions = async (source: string) => (await call('GET', `${source}/partitions`)).body.items

beforeEach(() => exports.letReaderRead('redshift/acme/'))

describe('a run of a source', () => {
  it('reads what its key may read, and says what it did', async () => {
    await putRows('0000_part_00.parquet', 0, 30)
    await putRows('0001_part_00.parquet', 30, 90)
    await putRows('a.parquet', 90, 100, 'redshift/acme/event_date=2026-01-04/')
    await putRows('a.parquet', 500, 600, 'redshift/acme-corp/event_date=2026-01-04/')
    const source = await create()
    const done = await run(source)
    expect(done).toMatchObject({
      ...{ state: 'finished', trigger: 'request', failure: null, current: null, seconds_left: null },
      ...{ objects: { planned: 3, done: 3 }, rows: { read: 100, added: 100, withdrawn: 0, refused: [] } },
      days: [
        { name: 'event_date=2026-01-04', state: 'loaded', rows: 10, added: 10, withdrawn: 0, reason: null },
        { name: 'event_date=2026-01-03', state: 'loaded', rows: 90, added: 90, withdrawn: 0, reason: null },
      ],
      days_covered: { first: '2026-01-03', last: '2026-01-04' },
      ...{ first_event_at: '2026-01-03T00:00:00.000Z', last_event_at: '2026-01-03T00:01:39.000Z' },
      late_seconds: expect.any(Number),
    })
    expect(done.bytes.done).toBe(done.bytes.planned)
    expect(await numbers()).toEqual(range(0, 100))
    expect(await partitions(source)).toMatchObject([
      { name: 'event_date=2026-01-04', state: 'loaded', rows: 10, files: { count: 1 } },
      {
        ...{ name: 'event_date=2026-01-03', state: 'loaded', rows: 90, held_reason: null },
        ...{ first_event_at: '2026-01-03T00:00:00.000Z', last_event_at: '2026-01-03T00:01:29.000Z' },
        files: { count: 2, items: [{ name: `${DAY}0000_part_00.parquet`, rows: 30, fault: null }, {}] },
      },
    ])
    expect(await run(source)).toMatchObject({ objects: { planned: 0 }, days: [], unchanged: 2 })
  })

  it('that the schedule starts happens once, and the newest event tells that the export is late', async () => {
    await putRows('a.parquet', 0, 3)
    scene.tick()
    const source = await create({}, { schedule: '30 2 * * *' })
    await Promise.all([readAll(), readAll()])
    expect((await call('GET', `${source}/runs`)).body.items).toEqual([])
    scene.tick(24 * 60)
    await Promise.all([readAll(), readAll()])
    const { items } = (await call('GET', `${source}/runs`)).body
    expect(items).toMatchObject([{ state: 'finished', trigger: 'schedule', started_by: null }])
    const { health } = (await call('GET', source)).body
    expect(health).toMatchObject({
      status: 'late',
      message: expect.stringContaining('The newest event is'),
      last_event_at: '2026-01-03T00:00:02.000Z',
    })
    expect(new Date(health.next_run_at).toISOString()).toMatch(/T02:30:00/)
  })

  it('says in words why it failed, and the next one works', async () => {
    await putRows('a.parquet', 0, 3)
    const wrong = { ...READER, secretAccessKey: 'wrong' }
    const source = await create({ credentials: staticOf(wrong) })
    const failed = await run(source)
    expect(failed).toMatchObject({ state: 'failed', days: [] })
    expect(failed.failure).toMatch(
      /^The bucket refused to list redshift\/acme\/ \(\w+\)\. Nothing was changed\./,
    )
    expect((await call('GET', source)).body.health).toMatchObject({
      ...{ status: 'failing', message: expect.stringContaining(failed.failure) },
    })
    await call('PATCH', source, { connection: connectionOf() })
    expect(await run(source)).toMatchObject({ state: 'finished', rows: { added: 3 } })
  })

  it('waits for a day that is not complete, and says why', async () => {
    await putRows('a.parquet', 0, 3)
    scene.tick()
    const source = await create({ quiet_minutes: 10_000 })
    expect(await run(source)).toMatchObject({ days: [{ state: 'waiting', reason: expect.any(String) }] })
    expect(await partitions(source)).toMatchObject([
      { state: 'waiting', rows: 0, waiting_reason: expect.stringContaining('no marker') },
    ])
    await call('PATCH', source, { connection: connectionOf() })
    await run(source)
    expect(await partitions(source)).toMatchObject([{ state: 'loaded', waiting_reason: null }])
  })
})

describe('a day that is held back', () => {
  let source: string
  const decide = async (decision: 'accept' | 'keep') => {
    const [{ id }] = await partitions(source)
    return call('POST', `${source}/partitions/${id}/${decision}`)
  }
  beforeEach(async () => {
    await putRows('a.parquet', 0, 10)
    await putRows('b.parquet', 10, 30)
    source = await create()
    await run(source)
    expect((await decide('accept')).status).toBe(409)
    await remove(`${DAY}b.parquet`)
    expect(await run(source)).toMatchObject({ days: [{ state: 'held', reason: expect.any(String) }] })
    expect(await partitions(source)).toMatchObject([{ state: 'held', can_accept: true, rows: 30 }])
    expect((await call('GET', source)).body).toMatchObject({
      counts: { held: 1 },
      health: { status: 'held' },
    })
  })

  it('is taken when a person accepts it', async () => {
    expect((await decide('accept')).body).toMatchObject({ state: 'accepted' })
    await readAll()
    expect(await partitions(source)).toMatchObject([{ state: 'loaded', rows: 10, held_reason: null }])
    expect(await numbers()).toEqual(range(0, 10))
  })

  it('is judged anew when it changes after that', async () => {
    await decide('accept')
    await remove(`${DAY}a.parquet`)
    await putRows('c.parquet', 0, 2)
    await readAll()
    expect(await partitions(source)).toMatchObject([{ state: 'held', rows: 30 }])
    expect(await numbers()).toEqual(range(0, 30))
  })

  it('keeps what was counted when a person says so, until the export changes', async () => {
    expect((await decide('keep')).body).toMatchObject({ state: 'kept' })
    expect((await call('GET', source)).body).toMatchObject({
      counts: { held: 0 },
      health: { status: 'works' },
    })
    expect(await run(source)).toMatchObject({ days: [], unchanged: 1 })
    expect(await numbers()).toEqual(range(0, 30))
    await putRows('b.parquet', 10, 31)
    expect(await run(source)).toMatchObject({ days: [{ state: 'loaded', added: 1 }] })
    expect(await partitions(source)).toMatchObject([{ state: 'loaded', rows: 31 }])
  })

  it('cannot be accepted if its files cannot be read, and they are tried again', async () => {
    await exports.put(`${DAY}b.parquet`, 'no Parquet')
    expect(await run(source)).toMatchObject({ days: [{ state: 'held' }] })
    expect(await partitions(source)).toMatchObject([
      { can_accept: false, files: { items: [{ name: `${DAY}b.parquet`, fault: expect.any(String) }, {}] } },
    ])
    expect(await decide('accept')).toMatchObject({
      ...{ status: 409, body: { detail: expect.stringContaining('cannot be read') } },
    })
  })
})

describe('a verification', () => {
  const verify = async (source: string) => (await call('POST', `${source}/verify`)).body

  it('lists the prefix and reads the beginning of one object', async () => {
    const source = await create()
    expect(await verify(source)).toMatchObject({
      outcome: 'works',
      findings: [{ status: 'works' }, { check: 'Read an object', status: 'not-asked' }],
    })
    await putRows('a.parquet', 0, 3)
    expect(await verify(source)).toMatchObject({
      ...{ outcome: 'works', ok: true },
      findings: [
        { check: 'List the prefix', status: 'works', message: expect.stringContaining('1 Parquet file.') },
        { check: 'Read an object', status: 'works' },
      ],
    })
  })

  it('names the permission that is missing', async () => {
    await putRows('a.parquet', 0, 3)
    const other = await create({ prefix: 'redshift/other/' })
    expect(await verify(other)).toMatchObject({
      outcome: 'refused',
      findings: [
        { check: 'List the prefix', status: 'fails', fix: expect.stringContaining('s3:ListBucket') },
      ],
    })
  })

  it('says that a key is wrong, and that a store cannot be reached', async () => {
    const wrong = { ...READER, secretAccessKey: 'wrong' }
    const source = await create({ credentials: staticOf(wrong) })
    expect(await verify(source)).toMatchObject({
      findings: [{ status: 'fails', message: expect.stringMatching(/SignatureDoesNotMatch|AccessDenied/) }],
    })
    await call('PATCH', source, { connection: connectionOf({ endpoint: 'http://127.0.0.1:9' }) })
    expect(await verify(source)).toMatchObject({
      findings: [{ status: 'fails', message: expect.stringContaining('did not answer') }],
    })
  })

  it('does not take another file for Parquet', async () => {
    await exports.put(`${DAY}a.parquet`, 'no Parquet')
    expect(await verify(await create())).toMatchObject({
      findings: [
        { status: 'works' },
        { status: 'fails', message: expect.stringContaining('does not begin') },
      ],
    })
  })
})

describe('a role', () => {
  const readerRole = (trust: object = {}): string =>
    makeRole(readStatements(exports.bucket, 'redshift/acme/'), trust)
  const roleOf = (role_arn: string | null) => ({ credentials: { type: 'assume_role', role_arn } })

  it('is taken on to read a prefix, and no other', async () => {
    await putRows('a.parquet', 0, 3)
    const source = await create(roleOf(readerRole()))
    expect((await call('POST', `${source}/verify`)).body).toMatchObject({
      ...{ outcome: 'works', findings: [{ check: 'Take on the role', status: 'works' }, {}, {}] },
    })
    expect(await run(source)).toMatchObject({ state: 'finished', rows: { added: 3 } })
    await call('PATCH', source, {
      connection: connectionOf({ ...roleOf(readerRole()), prefix: 'redshift/other' }),
    })
    expect(await run(source)).toMatchObject({
      ...{ state: 'failed', failure: expect.stringContaining('s3:ListBucket') },
    })
  })

  it('that does not trust this server is refused in words', async () => {
    // radosgw knows no external id, so a condition on it is never met.
    const Condition = { StringEquals: { 'sts:ExternalId': 'another' } }
    const source = await create(roleOf(readerRole({ Condition })))
    expect((await call('POST', `${source}/verify`)).body).toMatchObject({
      outcome: 'refused',
      findings: [{ check: 'Take on the role', fix: expect.stringContaining('external id') }],
    })
  })

  it('is asked for with the external id of the source', async () => {
    let sent = ''
    const { port, hostname } = new URL(ENDPOINT)
    const proxy = createServer(socket => {
      const target = connect(Number(port), hostname)
      socket.on('data', part => {
        sent += part
      })
      socket.on('error', () => target.destroy())
      target.on('error', () => socket.destroy())
      socket.pipe(target).pipe(socket)
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const source = await create({ ...roleOf(readerRole()), endpoint })
    expect((await call('POST', `${source}/verify`)).body.outcome).toBe('works')
    const { external_id } = (await call('GET', source)).body.connection.credentials
    expect(sent).toContain(`ExternalId=${external_id}`)
    proxy.close()
  })

  it('may be missing at first, so that the set-up can name the external id', async () => {
    const source = await create(roleOf(null))
    expect((await call('POST', `${source}/verify`)).body).toMatchObject({ outcome: 'incomplete' })
    expect(await run(source)).toMatchObject({
      ...{ state: 'failed', failure: expect.stringContaining('no role yet') },
    })
  })
})
