import { describe, expect, it } from 'vitest'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene({
  ...{ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1', PARLEY_S3_OWN_PREFIXES: 'own/{org}/, shared/all' },
})
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path = '', body?: object) =>
  scene.server.call(method, `/api/v1/orgs/${scene.org}/sources${path}`, body)

const STATIC = { type: 'static', access_key_id: 'AKIA', secret_access_key: 'the-secret-of-the-bucket' }
const S3 = { kind: 's3', bucket: 'exports', prefix: '/redshift/acme', credentials: STATIC }
const create = async (more: object = {}) => {
  const { status, body } = await call('POST', '', { name: 'redshift', connection: S3, ...more })
  expect([status, body.detail]).toEqual([201, undefined])
  return body
}

describe('a source', () => {
  it('is created with defaults, read and listed, and its secret is never shown', async () => {
    scene.tick()
    const made = await create({ platform: 'itbl', columns: { event_name: 'event' }, window: '7d' })
    expect(made).toMatchObject({
      ...{ name: 'redshift', platform: 'itbl', columns: { event_name: 'event' }, properties: [] },
      ...{ window: '7d', schedule: '15 * * * *', paused: false },
      connection: {
        ...{ kind: 's3', bucket: 'exports', prefix: 'redshift/acme/', region: 'us-east-1', endpoint: null },
        ...{ path_style: false, append: false, quiet_minutes: 15 },
        credentials: {
          ...{ type: 'static', access_key_id: 'AKIA', is_secret_set: true, role_arn: null },
          external_id: expect.stringMatching(/^parley-[0-9a-f]{24}$/),
        },
      },
      counts: { rows: 0, loaded: 0, held: 0, waiting: 0 },
      health: { status: 'never-run', last_run: null, late_seconds: null, last_day: null },
    })
    expect(new Date(made.health.next_run_at).getUTCMinutes()).toBe(15)
    expect((await call('GET', `/${made.id}`)).body).toEqual(made)
    expect((await call('GET')).body.items).toEqual([made])
    expect(JSON.stringify(made)).not.toContain('the-secret')
    const stored = await scene.server.services.db.query<{ connection: object }>({
      text: 'select connection from warehouse_sources where id = $1',
      values: [made.id],
    })
    expect(JSON.stringify(stored)).not.toContain('the-secret')
  })

  it('is changed field by field, and keeps its secret and its external id', async () => {
    const made = await create()
    const role = { type: 'assume_role', role_arn: 'arn:aws:iam::123456789012:role/parley' }
    const change = {
      paused: true,
      schedule: null,
      properties: 'all',
      connection: { ...S3, credentials: role },
    }
    const changed = (await call('PATCH', `/${made.id}`, change)).body
    expect(changed).toMatchObject({
      ...{ paused: true, schedule: null, properties: 'all', platform: 'events' },
      connection: { credentials: { role_arn: role.role_arn, is_secret_set: false } },
      health: { status: 'paused', next_run_at: null },
    })
    expect(changed.connection.credentials.external_id).toBe(made.connection.credentials.external_id)
    const { secret_access_key: _, ...withoutSecret } = STATIC
    const kept = { connection: { ...S3, credentials: withoutSecret } }
    expect(await call('PATCH', `/${made.id}`, kept)).toMatchObject({
      ...{ status: 422, body: { errors: [{ field: '/connection/credentials' }] } },
    })
    await call('PATCH', `/${made.id}`, { connection: S3 })
    expect((await call('PATCH', `/${made.id}`, kept)).body.connection.credentials.is_secret_set).toBe(true)
  })

  it.each([
    [{ platform: 'nobody' }, '/platform'],
    [{ window: '9999d' }, '/window'],
    [{ schedule: 'every morning' }, '/schedule'],
    [{ schedule: '0 0 30 2 *' }, '/schedule'],
    [{ connection: { ...S3, endpoint: 'https://10.1.2.3' } }, '/connection/endpoint'],
    [{ connection: { ...S3, endpoint: 'ftp://s3.example.com' } }, '/connection/endpoint'],
    [
      { connection: { ...S3, credentials: { type: 'assume_role', role_arn: 'parley' } } },
      '/connection/credentials',
    ],
  ])('with %j is refused', async (wrong, field) => {
    const reply = await call('POST', '', { name: 'x', connection: S3, ...wrong })
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field }] } })
  })

  it('reads with the identity of the server only what the operator has listed', async () => {
    const at = (bucket: string, prefix: string) => ({
      name: `${bucket}/${prefix}`,
      connection: { kind: 's3', bucket, prefix, credentials: { type: 'chain' } },
    })
    const statusOf = async (bucket: string, prefix: string) =>
      (await call('POST', '', at(bucket, prefix))).status
    expect(await statusOf('own', `${scene.org}/redshift`)).toBe(201)
    expect(await statusOf('shared', 'all')).toBe(201)
    expect(await statusOf('own', `${scene.org}-other`)).toBe(422)
    expect(await statusOf('own', '')).toBe(422)
    expect(await statusOf('shared', 'allied')).toBe(422)
  })

  it('has a name of its own, which a new one takes over when it is deleted', async () => {
    const { id } = await create()
    expect((await call('POST', '', { name: 'redshift', connection: S3 })).status).toBe(409)
    const other = await create({ name: 'databricks' })
    expect((await call('PATCH', `/${other.id}`, { name: 'redshift' })).status).toBe(409)
    expect((await call('DELETE', `/${id}`)).status).toBe(204)
    expect((await call('GET', `/${id}`)).status).toBe(404)
    expect((await create()).id).toBe(id)
  })
})

describe('a verification', () => {
  it('says that a secret cannot be read any more', async () => {
    const { id } = await create()
    await scene.server.services.db.query({
      text: `update warehouse_sources set connection = jsonb_set(connection, '{credentials,secret_access_key}', '"sealed:v1:AAAA"')
             where id = $1`,
      values: [id],
    })
    expect((await call('POST', `/${id}/verify`)).body).toMatchObject({
      ...{ outcome: 'refused', ok: false },
      findings: [{ status: 'fails', message: expect.stringContaining('PARLEY_SECRET_KEY') }],
    })
  })

  it('of a role without its ARN is incomplete, and the set-up names the external id', async () => {
    const made = await create({ connection: { ...S3, credentials: { type: 'assume_role' } } })
    expect((await call('POST', `/${made.id}/verify`)).body).toMatchObject({ outcome: 'incomplete' })
    const { items } = (await call('GET', `/${made.id}/setup`)).body
    expect(items[0]).toMatchObject({
      ...{ key: 'trust-policy', who: 'bucket', language: 'json' },
      code: expect.stringContaining(made.connection.credentials.external_id),
    })
  })
})

describe('a run', () => {
  it('is queued on request, one at a time, and can be cancelled', async () => {
    const { id } = await create()
    const run = await call('POST', `/${id}/runs`)
    expect(run).toMatchObject({
      status: 202,
      body: { state: 'queued', trigger: 'request', started_by: "operator's key", days: [] },
    })
    expect((await call('POST', `/${id}/runs`)).status).toBe(409)
    expect((await call('GET', `/${id}`)).body.health).toMatchObject({
      ...{ status: 'running', last_run: { id: run.body.id } },
    })
    expect((await call('POST', `/${id}/runs/${run.body.id}/cancel`)).body).toMatchObject({
      state: 'canceled',
      ended_at: expect.any(String),
    })
    expect((await call('POST', `/${id}/runs/${run.body.id}/cancel`)).status).toBe(409)
    scene.tick()
    const next = await call('POST', `/${id}/runs`)
    expect((await call('GET', `/${id}/runs`)).body.items.map((each: { id: string }) => each.id)).toEqual([
      next.body.id,
      run.body.id,
    ])
    expect((await call('GET', `/${id}/runs/${next.body.id}`)).body).toEqual(next.body)
  })

  it('is not queued for a paused source, and pausing cancels it', async () => {
    const { id } = await create()
    const run = await call('POST', `/${id}/runs`)
    await call('PATCH', `/${id}`, { paused: true })
    expect((await call('GET', `/${id}/runs/${run.body.id}`)).body.state).toBe('canceled')
    expect((await call('POST', `/${id}/runs`)).status).toBe(409)
  })
})

it('Prometheus gets the figures of sources that are read, and not of paused ones', async () => {
  const { id } = await create()
  const { db } = scene.server.services
  await db.query({
    text: `insert into warehouse_partitions (org_id, source_id, id, name, rows, loaded_at, held_reason, last_event_at)
           select org_id, id, id, 'event_date=2026-01-03', 3, $2, 'shrunken: …', $2 from warehouse_sources where id = $1`,
    values: [id, new Date(scene.now - 7_200_000)],
  })
  await create({ name: 'other', paused: true })
  const read = async () =>
    (await scene.server.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body
  const text = await read()
  const labels = `{org="${scene.org}",source="redshift"}`
  expect(text).toContain(`parley_source_held_days${labels} 1\n`)
  expect(text).toContain(`parley_source_failed_runs${labels} 0\n`)
  expect(Number(/^parley_source_late_seconds\S+ (\S+)/m.exec(text)?.[1])).toBeGreaterThanOrEqual(7_200)
  expect(text).not.toContain(`parley_source_last_success_timestamp_seconds${labels}`)
  expect(text).not.toContain('source="other"')
})
