import { describe, expect, it } from 'vitest'
import { useServer } from '../../../test/scene.ts'

const t = useServer()

const makeOrg = async (slug: string) => (await t.call('POST', '/api/v1/orgs', { slug })).body
const makeKey = async (org: string, scopes: string[]): Promise<Record<string, string>> => {
  const { body } = await t.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'a', scopes })
  return { 'x-api-key': body.key }
}
const fields = (body: { errors?: { field: string }[] }) => body.errors?.map(({ field }) => field)

describe('the routes of the operator', () => {
  it('403: say to a key of an organisation that it needs the key of the operator', async () => {
    await makeOrg('keyed')
    for (const scope of ['manage', 'serve', 'ingest']) {
      const key = await makeKey('keyed', [scope])
      for (const headers of [key, { authorization: `Bearer ${key['x-api-key']}`, 'x-api-key': '' }])
        expect(await t.call('POST', '/api/v1/orgs', { slug: 'another' }, headers)).toMatchObject({
          status: 403,
          body: { code: 'wrong-scope', detail: expect.stringContaining('key of the operator') },
        })
    }
  })

  it('401: say to any other key that it is unknown', async () => {
    const key = (await makeKey('keyed', ['manage']))['x-api-key'] ?? ''
    for (const wrong of ['nothing', `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`])
      expect(await t.call('POST', '/api/v1/orgs', { slug: 'another' }, { 'x-api-key': wrong })).toMatchObject(
        {
          status: 401,
          body: { code: 'wrong-key' },
        },
      )
  })
})

describe('POST /orgs', () => {
  it('201: makes an organisation with defaults and the sandbox prod', async () => {
    t.setNow(new Date('2026-03-01T10:00:00.123Z'))
    const made = await t.call('POST', '/api/v1/orgs', { slug: 'fresh-1' })
    expect(made).toEqual({
      status: 201,
      body: {
        slug: 'fresh-1',
        name: 'fresh-1',
        timezone: 'UTC',
        currency: 'USD',
        attribution: { lookback_days: 14, offset_days: 3, credit: 'last_touch' },
        retention: { requests_days: 30, events_days: 400 },
        several_feedback_webhooks: false,
        created_at: '2026-03-01T10:00:00.123Z',
      },
    })
    expect((await t.call('GET', '/api/v1/orgs/fresh-1')).body).toEqual(made.body)
    const { body } = await t.call('GET', '/api/v1/orgs/fresh-1/sandboxes')
    expect(body).toEqual({ items: [{ name: 'prod', created_at: made.body.created_at }], next_cursor: null })
  })

  it('201: takes a name, a time zone and a currency', async () => {
    const given = { slug: 'acme-2', name: ' Acme Ltd ', timezone: 'Europe/Paris', currency: 'eur' }
    const { status, body } = await t.call('POST', '/api/v1/orgs', given)
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'Acme Ltd', timezone: 'Europe/Paris', currency: 'EUR' })
  })

  it.each([
    [{}, ['/slug']],
    [{ slug: 'A' }, ['/slug']],
    [{ slug: 'a' }, ['/slug']],
    [{ slug: '-ab' }, ['/slug']],
    [{ slug: 'a b' }, ['/slug']],
    [{ slug: 'a'.repeat(64) }, ['/slug']],
    [{ slug: 7 }, ['/slug']],
    [{ slug: 'good', name: ' ' }, ['/name']],
    [{ slug: 'good', surprise: 1 }, ['/surprise']],
    [[], ['/']],
    [null, ['/']],
  ])('400: refuses %j', async (body, wrong) => {
    const reply = await t.call('POST', '/api/v1/orgs', JSON.stringify(body), {
      'content-type': 'application/json',
    })
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(fields(reply.body)).toEqual(wrong)
  })

  it('409: refuses a slug that is taken', async () => {
    await makeOrg('taken')
    const { status, body } = await t.call('POST', '/api/v1/orgs', { slug: 'taken' })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'already-exists', errors: [{ field: '/slug' }] })
  })

  it('422: refuses time zones and currencies that are none, all at once', async () => {
    const given = { slug: 'nowhere', timezone: 'Mars/Base', currency: 'XYZ' }
    const { status, body } = await t.call('POST', '/api/v1/orgs', given)
    expect([status, body.code]).toEqual([422, 'unprocessable'])
    expect(fields(body)).toEqual(['/timezone', '/currency'])
    expect((await t.call('GET', '/api/v1/orgs/nowhere')).status).toBe(404)
  })

  it('403: is for the operator only', async () => {
    await makeOrg('tenant')
    const manager = await makeKey('tenant', ['manage'])
    for (const method of ['POST', 'GET'] as const) {
      expect((await t.call(method, '/api/v1/orgs', undefined, manager)).body.code).toBe('wrong-scope')
      expect((await t.call(method, '/api/v1/orgs', undefined, { 'x-api-key': '' })).body.code).toBe(
        'missing-key',
      )
    }
  })
})

describe('GET /orgs', () => {
  it('200: pages through all of them', async () => {
    for (const slug of ['zz-1', 'zz-2', 'zz-3']) await makeOrg(slug)
    const slugs: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { status, body } = await t.call('GET', `/api/v1/orgs?limit=2${query}`)
      expect(status).toBe(200)
      expect(body.items.length).toBeLessThanOrEqual(2)
      slugs.push(...body.items.map(({ slug }: { slug: string }) => slug))
      cursor = body.next_cursor
    }
    expect(slugs).toEqual(slugs.toSorted())
    expect(new Set(slugs).size).toBe(slugs.length)
    expect(slugs).toEqual(expect.arrayContaining(['zz-1', 'zz-2', 'zz-3']))
  })

  it.each(['cursor=%21', 'cursor=', 'limit=0', 'limit=101', 'limit=many', 'limit=1.5'])(
    '400: refuses ?%s',
    async query => {
      const { status, body } = await t.call('GET', `/api/v1/orgs?${query}`)
      expect([status, body.code]).toEqual([400, 'invalid-request'])
    },
  )
})

describe('PATCH /orgs/:org', () => {
  it('200: changes what is given, and nothing else', async () => {
    const before = await makeOrg('patched')
    const attribution = { lookback_days: 1.5, offset_days: 0.5 }
    const patch = { name: 'New', attribution, retention: { requests_days: 7 } }
    const { status, body } = await t.call('PATCH', '/api/v1/orgs/patched', patch)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...before,
      name: 'New',
      attribution: { ...attribution, credit: 'last_touch' },
      retention: { requests_days: 7, events_days: 400 },
    })
    const credit = { attribution: { credit: 'each_template' } }
    expect((await t.call('PATCH', '/api/v1/orgs/patched', credit)).body.attribution).toEqual({
      ...attribution,
      credit: 'each_template',
    })
    expect((await t.call('GET', '/api/v1/orgs/patched')).body.name).toBe('New')
    expect(t.services.catalog.known('patched')).toMatchObject({ name: 'New', credit: 'each_template' })
  })

  it.each([
    [{ attribution: { lookback_days: 3 } }, '/attribution/lookback_days'],
    [{ attribution: { offset_days: 14 } }, '/attribution/lookback_days'],
    [{ timezone: '' }, '/timezone'],
    [{ currency: 'euro' }, '/currency'],
  ])('422: refuses %j', async (patch, field) => {
    await makeOrg('checked')
    const { status, body } = await t.call('PATCH', '/api/v1/orgs/checked', patch)
    expect(status).toBe(422)
    expect(fields(body)).toEqual([field])
  })

  it.each([
    [{ attribution: { lookback_days: -1 } }, '/attribution/lookback_days'],
    [{ attribution: { lookback_days: 366 } }, '/attribution/lookback_days'],
    [{ attribution: { credit: 'first' } }, '/attribution/credit'],
    [{ attribution: { more: 1 } }, '/attribution/more'],
    [{ retention: { events_days: 0 } }, '/retention/events_days'],
    [{ retention: { events_days: 1.5 } }, '/retention/events_days'],
    [{ slug: 'Other' }, '/slug'],
  ])('400: refuses %j', async (patch, field) => {
    await makeOrg('checked')
    const { status, body } = await t.call('PATCH', '/api/v1/orgs/checked', patch)
    expect(status).toBe(400)
    expect(fields(body)).toEqual([field])
  })

  it('409: keeps a window for every template', async () => {
    await makeOrg('windowed')
    const template = { id: 'late', attribution: { offset_days: 10 } }
    expect((await t.call('POST', '/api/v1/orgs/windowed/templates', template)).status).toBe(201)
    const { status, body } = await t.call('PATCH', '/api/v1/orgs/windowed', {
      attribution: { lookback_days: 10 },
    })
    expect([status, body.code]).toEqual([409, 'conflict'])
    expect(body.detail).toContain('"late"')
    expect((await t.call('GET', '/api/v1/orgs/windowed')).body.attribution.lookback_days).toBe(14)
  })
})

describe('/orgs/:org/sandboxes', () => {
  it('201, then listed by name', async () => {
    await makeOrg('boxes')
    expect((await t.call('POST', '/api/v1/orgs/boxes/sandboxes', { name: 'dev' })).status).toBe(201)
    const { body } = await t.call('GET', '/api/v1/orgs/boxes/sandboxes?limit=1')
    expect(body.items).toMatchObject([{ name: 'dev' }])
    const next = await t.call('GET', `/api/v1/orgs/boxes/sandboxes?cursor=${body.next_cursor}`)
    expect(next.body).toMatchObject({ items: [{ name: 'prod' }], next_cursor: null })
  })

  it('409 for a name that is taken, 400 for one that is none', async () => {
    await makeOrg('boxes2')
    const again = await t.call('POST', '/api/v1/orgs/boxes2/sandboxes', { name: 'prod' })
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'already-exists', errors: [{ field: '/name' }] },
    })
    for (const name of ['', 'A B', '../x', 'x'.repeat(64)]) {
      expect((await t.call('POST', '/api/v1/orgs/boxes2/sandboxes', { name })).status).toBe(400)
    }
  })
})

describe('who may do what', () => {
  const paths = ['', '/sandboxes', '/keys', '/attributes', '/platforms', '/templates']

  it('200: a manage key of the organisation, in either header', async () => {
    await makeOrg('mine')
    const key = (await makeKey('mine', ['manage']))['x-api-key'] ?? ''
    for (const path of paths) {
      expect((await t.call('GET', `/api/v1/orgs/mine${path}`, undefined, { 'x-api-key': key })).status).toBe(
        200,
      )
      const bearer = { 'x-api-key': '', authorization: `Bearer ${key}` }
      expect((await t.call('GET', `/api/v1/orgs/mine${path}`, undefined, bearer)).status).toBe(200)
    }
  })

  it('403: a key of another scope', async () => {
    await makeOrg('scoped')
    const key = await makeKey('scoped', ['serve', 'ingest'])
    for (const path of paths) {
      const { status, body } = await t.call('GET', `/api/v1/orgs/scoped${path}`, undefined, key)
      expect([status, body.code]).toEqual([403, 'wrong-scope'])
    }
  })

  it('401: no key, a made-up key, and a key of another organisation', async () => {
    await makeOrg('one')
    await makeOrg('two')
    const key = await makeKey('two', ['manage'])
    for (const path of paths) {
      expect((await t.call('GET', `/api/v1/orgs/one${path}`, undefined, key)).body.code).toBe('wrong-key')
      const madeUp = { 'x-api-key': 'parley_0123_4567' }
      expect((await t.call('GET', `/api/v1/orgs/one${path}`, undefined, madeUp)).body.code).toBe('wrong-key')
      expect((await t.call('GET', `/api/v1/orgs/one${path}`, undefined, { 'x-api-key': '' })).status).toBe(
        401,
      )
    }
  })

  it('404: an organisation that is none', async () => {
    for (const path of paths) {
      const { status, body } = await t.call('GET', `/api/v1/orgs/nobody${path}`)
      expect([status, body.code]).toEqual([404, 'org-not-found'])
    }
  })
})
