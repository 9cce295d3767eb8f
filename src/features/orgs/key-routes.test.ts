import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../../test/scene.ts'

const t = useServer()
beforeAll(async () => {
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
})

const keys = '/api/v1/orgs/acme/keys'

describe('POST /keys', () => {
  it('201: shows the key once, and it works at once', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const { status, body } = await t.call('POST', keys, { name: 'Backend', scopes: ['serve', 'manage'] })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Backend',
      scopes: ['serve', 'manage'],
      created_at: '2026-03-01T10:00:00.000Z',
    })
    expect(body.key).toBe(`${body.prefix}${body.key.split('_').at(-1)}`)
    expect(body).toMatchObject({
      last_four: body.key.slice(-4),
      created_by: "operator's key",
      ...{ expires_at: null, last_used_at: null, last_used_ip_prefix: null, previous_works_until: null },
    })
    expect((await t.call('GET', keys, undefined, { 'x-api-key': body.key })).status).toBe(200)
  })

  it.each([
    [{ name: 'a' }, '/scopes'],
    [{ name: 'a', scopes: [] }, '/scopes'],
    [{ name: 'a', scopes: ['admin'] }, '/scopes/0'],
    [{ name: 'a', scopes: ['serve', 'serve'] }, '/scopes'],
    [{ scopes: ['serve'] }, '/name'],
    [{ name: 'a', scopes: ['serve'], key: 'mine' }, '/key'],
  ])('400: refuses %j', async (body, field) => {
    const reply = await t.call('POST', keys, body)
    expect(reply.status).toBe(400)
    expect(reply.body.errors).toMatchObject([{ field }])
  })
})

describe('a key that makes keys', () => {
  const made = async (...scopes: string[]) => (await t.call('POST', keys, { name: 'maker', scopes })).body
  const as = (key: string, path: string, body: object) => t.call('POST', path, body, { 'x-api-key': key })

  it('403: gives no scope that it lacks, and names it', async () => {
    const { key } = await made('manage', 'serve')
    expect((await as(key, keys, { name: 'a', scopes: ['serve'] })).status).toBe(201)
    expect(await as(key, keys, { name: 'b', scopes: ['serve', 'ingest'] })).toMatchObject({
      status: 403,
      body: { code: 'wrong-scope', detail: expect.stringMatching(/cannot give ingest, .* manage, serve\./) },
    })
  })

  it('403: gives nobody a new secret of a key with a scope that it lacks', async () => {
    const { key } = await made('manage')
    const other = await made('ingest')
    expect(await as(key, `${keys}/${other.id}/rotate`, {})).toMatchObject({
      status: 403,
      body: { code: 'wrong-scope', detail: expect.stringContaining('cannot give ingest') },
    })
    expect((await t.call('DELETE', `${keys}/${other.id}`, undefined, { 'x-api-key': key })).status).toBe(204)
  })

  it('403: invites nobody to a role that has a scope that it lacks', async () => {
    const { key } = await made('manage')
    const invite = (role: string) =>
      as(key, '/api/v1/orgs/acme/invitations', { email: `${role}@example.com`, role })
    expect((await invite('viewer')).status).toBe(201)
    for (const [role, lacking] of [
      ['editor', 'serve'],
      ['engineer', 'serve and ingest'],
      ['admin', 'serve and ingest'],
    ] as const)
      expect(await invite(role)).toMatchObject({
        status: 403,
        body: { code: 'wrong-scope', detail: expect.stringContaining(`cannot give ${lacking}, `) },
      })
  })
})

describe('GET /keys', () => {
  it('200: shows no secret, and no key of another organisation', async () => {
    const mine = await t.call('POST', keys, { name: 'listed', scopes: ['ingest'] })
    const theirs = await t.call('POST', '/api/v1/orgs/other/keys', { name: 'theirs', scopes: ['ingest'] })
    const { body } = await t.call('GET', keys)
    const { key, ...shown } = mine.body
    expect(body.items).toContainEqual(shown)
    const text = JSON.stringify(body)
    expect(text).not.toContain(key)
    expect(text).not.toContain('hash')
    expect(text).not.toContain(theirs.body.id)
  })
})

describe('a key that expires', () => {
  it('is refused from then on, with a code of its own', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const made = await t.call('POST', keys, {
      ...{ name: 'short', scopes: ['manage'], expires_at: '2026-03-01T11:00:00Z' },
    })
    expect(made.body.expires_at).toBe('2026-03-01T11:00:00.000Z')
    const asked = () => t.call('GET', keys, undefined, { 'x-api-key': made.body.key })
    expect((await asked()).status).toBe(200)
    t.setNow(new Date('2026-03-01T11:00:00Z'))
    expect(await asked()).toMatchObject({ status: 401, body: { code: 'expired-key' } })
  })

  it('must expire in the future', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const body = { name: 'late', scopes: ['serve'], expires_at: '2026-03-01T10:00:00Z' }
    expect((await t.call('POST', keys, body)).body).toMatchObject({ code: 'unprocessable' })
    expect((await t.call('POST', keys, { ...body, expires_at: 'tomorrow' })).status).toBe(400)
  })
})

describe('POST /keys/:id/rotate', () => {
  it('200: both keys work for the overlap, then only the new one', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const made = (await t.call('POST', keys, { name: 'turned', scopes: ['manage'] })).body
    const rotated = await t.call('POST', `${keys}/${made.id}/rotate`, { overlap_hours: 2 })
    expect(rotated.status).toBe(200)
    expect(rotated.body).toMatchObject({
      ...{ id: made.id, name: 'turned', scopes: ['manage'], prefix: made.prefix },
      previous_works_until: '2026-03-01T12:00:00.000Z',
      last_four: rotated.body.key.slice(-4),
    })
    const asked = async (key: string) =>
      (await t.call('GET', keys, undefined, { 'x-api-key': key })).body.code ?? 'ok'
    expect([await asked(made.key), await asked(rotated.body.key)]).toEqual(['ok', 'ok'])
    t.setNow(new Date('2026-03-01T12:00:00Z'))
    expect([await asked(made.key), await asked(rotated.body.key)]).toEqual(['expired-key', 'ok'])
    expect((await t.call('GET', `${keys}/${made.id}`)).body.previous_works_until).toBeNull()

    const again = await t.call('POST', `${keys}/${made.id}/rotate`, { overlap_hours: 0 })
    expect([await asked(rotated.body.key), await asked(again.body.key)]).toEqual(['expired-key', 'ok'])
    expect(await asked(made.key)).toBe('wrong-key')
    expect((await t.call('POST', `${keys}/none/rotate`, {})).status).toBe(404)
  })
})

describe('the last use of a key', () => {
  it('is stored with the network of the caller, and only with the flush', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const made = (await t.call('POST', keys, { name: 'used', scopes: ['serve', 'manage'] })).body
    const call = (remoteAddress: string) =>
      t.app.inject({
        method: 'POST',
        url: '/api/generate/acme',
        remoteAddress,
        headers: { 'x-api-key': made.key },
        payload: { template_id: 'none' },
      })
    const shown = async () => (await t.call('GET', `${keys}/${made.id}`)).body
    await call('203.0.113.9')
    t.setNow(new Date('2026-03-01T10:00:30Z'))
    await call('203.0.113.9')
    expect(await shown()).toMatchObject({ last_used_at: null })
    await t.services.keyUses.flush()
    expect(await shown()).toMatchObject({
      last_used_at: '2026-03-01T10:00:30.000Z',
      last_used_ip_prefix: '203.0.113.0/24',
    })
    await t.services.keyUses.flush()
    t.setNow(new Date('2026-03-01T10:05:00Z'))
    await call('2001:db8:1:2::3')
    await t.services.keyUses.flush()
    expect(await shown()).toMatchObject({
      last_used_at: '2026-03-01T10:05:00.000Z',
      last_used_ip_prefix: '2001:db8:1::/48',
    })
  })
})

describe('DELETE /keys/:id', () => {
  it('204: the key no longer works', async () => {
    const { body } = await t.call('POST', keys, { name: 'gone', scopes: ['manage'] })
    const asked = (key: string) => t.call('GET', keys, undefined, { 'x-api-key': key })
    expect((await asked(body.key)).status).toBe(200)
    // Proven once, and still not to be had with its id alone.
    const forged = body.key.slice(0, -1) + (body.key.endsWith('0') ? '1' : '0')
    for (const key of [forged, `${body.key}0`, body.key.slice(0, -1)])
      expect((await asked(key)).body.code).toBe('wrong-key')
    expect((await asked(body.key)).status).toBe(200)
    expect(await t.call('DELETE', `${keys}/${body.id}`)).toEqual({ status: 204, body: undefined })
    expect((await asked(body.key)).body.code).toBe('wrong-key')
    expect((await t.call('DELETE', `${keys}/${body.id}`)).status).toBe(404)
  })

  it('404: a key of another organisation stays', async () => {
    const { body } = await t.call('POST', '/api/v1/orgs/other/keys', { name: 'safe', scopes: ['manage'] })
    expect((await t.call('DELETE', `${keys}/${body.id}`)).status).toBe(404)
    expect((await t.call('GET', '/api/v1/orgs/other', undefined, { 'x-api-key': body.key })).status).toBe(200)
  })

  it('400: text that no id can be', async () => {
    expect((await t.call('DELETE', `${keys}/a%00b`)).status).toBe(400)
  })
})
