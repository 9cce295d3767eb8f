import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveFiles, TABLE_NAME, writeRows } from '../../../../test/delta-sharing/served-rows.ts'
import { type SharingServer, startSharingServer } from '../../../../test/delta-sharing/sharing-server.ts'
import { processInbox } from '../../../../test/factories.ts'
import { copyTo } from '../../../../test/parquet.ts'
import { useScene } from '../../../../test/scene.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { sourceReadingOf } from '../../../worker-wiring.ts'
import { createSourceReader } from '../sources/runs/reader-loop.ts'

const scene = useScene({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const folder = mkdtempSync(join(tmpdir(), 'parley-share-kind-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let sharing: SharingServer
beforeEach(async () => {
  sharing = await startSharingServer(false)
  serveFiles(sharing, await writeRows(folder, 0, 10))
})
afterEach(() => sharing.close())

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path = '', body?: object) =>
  scene.server.call(method, `/api/v1/orgs/${scene.org}/sources${path}`, body)

const LINK = 'https://acme.cloud.example/delta_sharing/retrieve_config.html?the-token-of-the-link'
const TABLE = { kind: 'delta_sharing', share: 'events', schema: 'acme', table: 'unified' }
const connectionOf = (profile: object = {}) => ({
  ...TABLE,
  credentials: { type: 'profile', profile: sharing.profile(profile) },
})
const bodyOf = (connection: object) => ({ name: 'share', schedule: null, connection })
async function create(connection: object = connectionOf()) {
  const { status, body } = await call('POST', '', bodyOf(connection))
  expect([status, body.detail]).toEqual([201, undefined])
  return body
}

async function run(id: string) {
  scene.tick()
  const { body } = await call('POST', `/${id}/runs`)
  const reader = createSourceReader(sourceReadingOf(scene.server.services))
  await reader.round()
  await reader.settled()
  return (await call('GET', `/${id}/runs/${body.id}`)).body
}

describe('a source that is a shared table', () => {
  it('never shows its profile, and keeps it until another one comes', async () => {
    const made = await create()
    expect(made.connection).toEqual({
      ...TABLE,
      credentials: { type: 'profile', is_secret_set: true, endpoint: sharing.endpoint },
    })
    const stored = await scene.server.services.db.query<object>({
      text: 'select connection from warehouse_sources where id = $1',
      values: [made.id],
    })
    expect(JSON.stringify([made, stored])).not.toContain(sharing.token)
    const change = { connection: { ...TABLE, table: 'unified_v2', credentials: { type: 'profile' } } }
    expect((await call('PATCH', `/${made.id}`, change)).body.connection).toMatchObject({
      ...{ table: 'unified_v2', credentials: { is_secret_set: true, endpoint: sharing.endpoint } },
    })
    const other = { connection: { ...TABLE, credentials: { type: 'activation_link' } } }
    expect((await call('PATCH', `/${made.id}`, other)).status).toBe(422)
    const linked = {
      connection: { ...TABLE, credentials: { type: 'activation_link', activation_link: LINK } },
    }
    const after = (await call('PATCH', `/${made.id}`, linked)).body
    expect(after.connection.credentials).toEqual({
      type: 'activation_link',
      is_secret_set: true,
      endpoint: null,
    })
    expect(JSON.stringify(after)).not.toContain('the-token-of-the-link')
  })

  it.each([
    [
      { type: 'profile', profile: '{}' },
      'The profile has no shareCredentialsVersion: it is no profile of Delta Sharing.',
    ],
    [{ type: 'profile' }, 'Give the profile: there is none yet.'],
    [
      { type: 'activation_link', activation_link: 'http://a.example/x?y' },
      'The activation link does not begin with https://.',
    ],
  ])('with %j is refused', async (credentials, message) => {
    const reply = await call('POST', '', bodyOf({ ...TABLE, credentials }))
    expect(reply).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/connection/credentials', message }] },
    })
  })

  it('at an address that this server may not call is refused', async () => {
    const reply = await call('POST', '', bodyOf(connectionOf({ endpoint: 'https://10.0.0.7/delta-sharing' })))
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field: '/connection/credentials' }] } })
  })

  it('is read by a run, with its progress, and again when it has changed', async () => {
    const { id } = await create()
    expect(await run(id)).toMatchObject({
      ...{
        state: 'finished',
        failure: null,
        objects: { planned: 1, done: 1 },
        rows: { read: 10, added: 10 },
      },
      columns: expect.arrayContaining([
        { name: 'event_name', use: 'mapped', field: 'event_name', type: 'VARCHAR', files: 1 },
        { name: 'copy_id', use: 'missing', field: 'copy_id', type: null, files: 1 },
      ]),
      days: [{ name: 'event_date=2026-01-03', state: 'loaded', rows: 10 }],
      days_covered: { first: '2026-01-03', last: '2026-01-03' },
    })
    expect(await run(id)).toMatchObject({
      state: 'finished',
      unchanged: 1,
      days: [],
      objects: { planned: 0 },
    })
    const [former] = sharing.tables.get(TABLE_NAME)?.files ?? []
    if (former === undefined) throw new Error('a table with a file')
    serveFiles(sharing, former, await writeRows(folder, 10, 15))
    expect(await run(id)).toMatchObject({ objects: { planned: 1, done: 1 }, days: [{ rows: 15, added: 5 }] })
    const metrics = await scene.server.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })
    const labels = `{org="${scene.org}",source="${(await call('GET', `/${id}`)).body.name}"}`
    for (const expected of ['failed_runs', 'held_days'])
      expect(metrics.body).toContain(`parley_source_${expected}${labels} 0`)
    // Without a schedule it is not late.
    expect(metrics.body).not.toContain(`parley_source_late_seconds${labels}`)
    expect(metrics.body).toMatch(
      new RegExp(`^parley_source_last_success_timestamp_seconds${labels} [1-9]`, 'm'),
    )
    expect((await call('GET', `/${id}`)).body).toMatchObject({
      counts: { rows: 15 },
      health: { first_event_at: '2026-01-03T00:00:00.000Z', last_event_at: '2026-01-03T00:00:14.000Z' },
    })
  })

  it('holds a day back until somebody has chosen which channel counts', async () => {
    scene.tick()
    await scene.report({ event_name: 'emailOpen', message_id: 'm1' })
    await processInbox(scene.server)
    const { id } = await create()
    const reason = expect.stringMatching(/^no-choice: .*open \(last on .*\/channels/)
    expect(await run(id)).toMatchObject({ state: 'finished', days: [{ state: 'held', reason }] })
    expect((await call('GET', `/${id}`)).body).toMatchObject({ counts: { rows: 0, held: 1 } })
    const choices = [{ event: 'open', channel: 'warehouse' }]
    const path = `/api/v1/orgs/${scene.org}/channels`
    expect((await scene.server.call('PUT', path, { choices })).status).toBe(200)
    expect(await run(id)).toMatchObject({ days: [{ state: 'loaded', added: 10 }] })
    expect((await call('GET', `/${id}`)).body).toMatchObject({ counts: { rows: 10, held: 0 } })
  })

  it('that is declared to name no person refuses rows with an address', async () => {
    const file = await writeRows(folder, 0, 10)
    await copyTo(
      file.path,
      `select 'emailOpen' as event_name, timestamp '2026-01-03' as event_timestamp, 'ann' || n || '@example.com' as message_id from range(2) r(n)`,
    )
    serveFiles(sharing, file)
    const { id, scrubbed } = await create()
    expect(scrubbed).toBe(false)
    expect((await call('PATCH', `/${id}`, { scrubbed: true })).body.scrubbed).toBe(true)
    expect((await call('PATCH', `/${id}`, { paused: false })).body.scrubbed).toBe(true)
    const refused = [{ reason: 'personal-data', count: 2 }]
    expect(await run(id)).toMatchObject({ rows: { added: 0, refused } })
  })

  it('that cannot be read says why in its run', async () => {
    const { id } = await create(connectionOf({ bearerToken: 'wrong' }))
    expect(await run(id)).toMatchObject({
      ...{
        state: 'failed',
        failure: expect.stringContaining('refused the credentials of the profile (401)'),
      },
    })
  })

  it('is verified with words for what works and what does not', async () => {
    const { id } = await create()
    const verify = async () => (await call('POST', `/${id}/verify`)).body
    sharing.tables.set(`${TABLE_NAME}_v2`, { version: 1, columns: [], files: [] })
    expect(await verify()).toMatchObject({
      ok: true,
      findings: [
        { check: 'Get the profile', status: 'works' },
        {
          check: 'Find the table',
          message: expect.stringMatching(/4 columns\. unified_v2 is a newer version of it/),
        },
        { check: 'Read a file', status: 'works' },
      ],
    })
    sharing.storage.expiresAt = 1
    expect(await verify()).toMatchObject({
      ok: false,
      findings: [{}, {}, { check: 'Read a file', status: 'fails' }],
    })
    sharing.tables.set(TABLE_NAME, { version: 1, columns: [{ name: 'event', type: 'string' }], files: [] })
    expect((await verify()).findings[1]).toMatchObject({
      message: expect.stringContaining('missing-columns'),
    })
    sharing.tables.delete(TABLE_NAME)
    expect((await verify()).findings[1]).toMatchObject({
      ...{ status: 'fails', message: expect.stringContaining('no such table (404)') },
      fix: expect.stringContaining('sees these shares: events.'),
    })
  })

  it.each([
    [40, 'works', null],
    [29, 'expiring', 'expires in 29 days'],
    [6.9, 'expiring', 'expires in 7 days'],
    [0.9, 'expiring', 'expires in 22 hours'],
    [-1, 'expiring', 'expired at'],
  ])('whose profile ends in %d days says so', async (days, status, words) => {
    scene.tick()
    const expirationTime = String(Math.round(scene.now + days * DAY_MS))
    const { id } = await create(connectionOf({ expirationTime }))
    await run(id)
    const { health } = (await call('GET', `/${id}`)).body
    expect(health).toMatchObject({
      status,
      credentials_expire_at: new Date(Number(expirationTime)).toISOString(),
    })
    if (words !== null) expect(health.message).toContain(words)
  })

  it('says what its owner has to run', async () => {
    const { id } = await create()
    const { items } = (await call('GET', `/${id}/setup`)).body
    expect(items.map(({ code }: { code: string }) => code).join('\n')).toContain(
      `GRANT SELECT ON SHARE events TO RECIPIENT parley_${scene.org.replaceAll('-', '_')};`,
    )
  })

  it('forgets its profile when it is deleted', async () => {
    const { id } = await create()
    await run(id)
    expect((await call('DELETE', `/${id}`)).status).toBe(204)
    expect(
      await scene.server.services.db.query({
        text: 'select 1 from warehouse_shares where source_id = $1',
        values: [id],
      }),
    ).toEqual([])
  })
})
