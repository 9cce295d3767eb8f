import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await startTestApp()
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
})
afterAll(() => t.close())

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
    expect(Object.keys(body).toSorted()).toEqual(['created_at', 'id', 'key', 'name', 'scopes'])
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
