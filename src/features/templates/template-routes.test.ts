import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../../test/scene.ts'

const t = useServer()
beforeAll(async () => {
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
  await t.call('POST', '/api/v1/orgs/acme/sandboxes', { name: 'dev' })
})

const templates = '/api/v1/orgs/acme/templates'
const fields = (body: { errors?: { field: string }[] }) => body.errors?.map(({ field }) => field)

async function make(id: string, more: object = {}) {
  const reply = await t.call('POST', templates, { id, ...more })
  expect(reply.status).toBe(201)
  return reply.body
}

async function addVariant(id: string, variant: object) {
  const reply = await t.call('POST', `${templates}/${id}/variants`, { name: 'A', ...variant })
  expect(reply.status).toBe(201)
  return reply.body
}

describe('POST /templates', () => {
  it('201: fills in the defaults', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const made = await make('plain')
    expect(made).toEqual({
      id: 'plain',
      name: 'plain',
      channel: 'email',
      sandbox: 'prod',
      variables: [],
      key_metric: 'click_rate',
      algorithm: 'adaptive',
      epsilon: 0.02,
      learning: {},
      split: { method: 'internal_persistent', control_share: 0.1 },
      attribution: { lookback_days: null, offset_days: null, conversion_events: [] },
      integration: {},
      status: 'draft',
      created_at: '2026-03-01T10:00:00.000Z',
      updated_at: '2026-03-01T10:00:00.000Z',
      variants: [],
    })
    expect((await t.call('GET', `${templates}/plain`)).body).toEqual(made)
  })

  it('400: names each learning setting that is wrong, once', async () => {
    const learning = {
      half_life_days: 0,
      guardrail_margin: 2,
      context: 'plan',
      sticky: 'yes',
      metrics: [],
      more: 1,
    }
    const { status, body } = await t.call('POST', templates, { id: 'wrong', learning })
    expect(status).toBe(400)
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      Object.keys(learning)
        .map(name => `/learning/${name}`)
        .sort(),
    )
  })

  it('422: refuses manual weights of variants that there are not', async () => {
    const learning = { weights: { nobody: 1 } }
    const { status, body } = await t.call('POST', templates, { id: 'heavy', algorithm: 'manual', learning })
    expect(status).toBe(422)
    expect(body.errors).toEqual([
      { field: '/learning/weights/nobody', message: expect.stringContaining('no variant "nobody"') },
    ])
  })

  it('201: takes everything', async () => {
    const given = {
      id: 'Welcome_1.a-b',
      name: 'Welcome',
      channel: 'push',
      sandbox: 'dev',
      variables: ['subject', 'body'],
      key_metric: 'revenue',
      algorithm: 'thompson',
      epsilon: 0,
      learning: { context: ['plan'], half_life_days: 30, sticky: true },
      split: { method: 'external', control_share: 0.5 },
      attribution: { lookback_days: 1, offset_days: 0.25, conversion_events: ['purchase'] },
      integration: { itbl: { campaign_id: 123 }, cio: { campaign_id: ' c-1 ' } },
    }
    expect(await make('Welcome_1.a-b', given)).toMatchObject({
      ...given,
      integration: { itbl: { campaign_id: '123' }, cio: { campaign_id: 'c-1' } },
    })
    expect(t.services.catalog.known('acme')?.templates.get(given.id)).toMatchObject({
      sandbox: 'dev',
      attribution: { lookbackDays: 1, offsetDays: 0.25 },
      split: { method: 'external', controlShare: 0.5 },
    })
  })

  it('201: completes what is given in part', async () => {
    const made = await make('partial', { split: { control_share: 0 }, attribution: { lookback_days: 30 } })
    expect(made.split).toEqual({ method: 'internal_persistent', control_share: 0 })
    expect(made.attribution).toEqual({ lookback_days: 30, offset_days: null, conversion_events: [] })
  })

  it.each([
    [{}, '/id'],
    [{ id: '' }, '/id'],
    [{ id: 'a b' }, '/id'],
    [{ id: 'a/b' }, '/id'],
    [{ id: 'x'.repeat(101) }, '/id'],
    [{ id: 'x', channel: 'fax' }, '/channel'],
    [{ id: 'x', key_metric: 'likes' }, '/key_metric'],
    [{ id: 'x', algorithm: 'magic' }, '/algorithm'],
    [{ id: 'x', epsilon: 1.1 }, '/epsilon'],
    [{ id: 'x', split: { control_share: -0.1 } }, '/split/control_share'],
    [{ id: 'x', split: { method: 'both' } }, '/split/method'],
    [{ id: 'x', variables: ['1st'] }, '/variables/0'],
    [{ id: 'x', variables: ['__proto__'] }, '/variables/0'],
    [{ id: 'x', variables: ['a', 'a'] }, '/variables'],
    [{ id: 'x', attribution: { lookback_days: 400 } }, '/attribution/lookback_days'],
    [{ id: 'x', attribution: { conversion_events: [''] } }, '/attribution/conversion_events/0'],
    [{ id: 'x', integration: { cio: { campaign_id: '' } } }, '/integration/cio/campaign_id'],
    [{ id: 'x', status: 'active' }, '/status'],
  ])('400: points at what is wrong in %j', async (body, field) => {
    const reply = await t.call('POST', templates, body)
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request'])
    expect(fields(reply.body)).toContain(field)
  })

  it('409: an id that is taken, and only within the organisation', async () => {
    await make('twice')
    const { status, body } = await t.call('POST', templates, { id: 'twice' })
    expect([status, body.code, fields(body)]).toEqual([409, 'already-exists', ['/id']])
    expect((await t.call('POST', '/api/v1/orgs/other/templates', { id: 'twice' })).status).toBe(201)
  })

  it.each([
    [{ sandbox: 'nowhere' }, '/sandbox', '"nowhere"'],
    [{ attribution: { lookback_days: 2, offset_days: 2 } }, '/attribution/lookback_days', 'more than'],
    [{ attribution: { lookback_days: 3 } }, '/attribution/lookback_days', 'more than offset_days (3)'],
    [{ attribution: { offset_days: 14 } }, '/attribution/offset_days', 'more than'],
    [{ integration: { fax: { number: 1 } } }, '/integration/fax', '"fax"'],
    [{ integration: { cio: { phone: 1 } } }, '/integration/cio/phone', '"phone"'],
    [{ integration: { 'a/b': {} } }, '/integration/a~1b', '"a/b"'],
  ])('422: names what is wrong in %j', async (more, field, named) => {
    const { status, body } = await t.call('POST', templates, { id: 'refused', ...more })
    expect([status, body.code, fields(body)]).toEqual([422, 'unprocessable', [field]])
    expect(body.detail).toContain(named)
    expect((await t.call('GET', `${templates}/refused`)).status).toBe(404)
  })
})

describe('GET /templates', () => {
  it('200: filters by sandbox and status, and pages', async () => {
    await make('in-dev-1', { sandbox: 'dev' })
    await make('in-dev-2', { sandbox: 'dev' })
    await t.call('PATCH', `${templates}/in-dev-2`, { status: 'archived' })
    const list = async (query: string) =>
      (await t.call('GET', `${templates}?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await list('sandbox=dev')).toEqual(expect.arrayContaining(['in-dev-1', 'in-dev-2']))
    expect(await list('sandbox=dev&status=archived')).toEqual(['in-dev-2'])
    expect(await list('sandbox=none')).toEqual([])

    const first = (await t.call('GET', `${templates}?sandbox=dev&limit=1`)).body
    const second = (await t.call('GET', `${templates}?sandbox=dev&cursor=${first.next_cursor}`)).body
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(await list('sandbox=dev'))
    expect(first.items[0]).not.toHaveProperty('variants')
  })

  it.each(['status=gone', 'cursor=*', 'limit=500', 'sandbox=%00'])('400: refuses ?%s', async query => {
    expect((await t.call('GET', `${templates}?${query}`)).status).toBe(400)
  })

  it('404: a template that is none, or of another organisation', async () => {
    await t.call('POST', '/api/v1/orgs/other/templates', { id: 'theirs' })
    for (const id of ['nothing', 'theirs']) {
      expect((await t.call('GET', `${templates}/${id}`)).body.code).toBe('template-not-found')
      expect((await t.call('PATCH', `${templates}/${id}`, {})).body.code).toBe('template-not-found')
      expect((await t.call('GET', `${templates}/${id}/variants`)).body.code).toBe('template-not-found')
    }
    expect((await t.call('GET', `${templates}/a%00`)).status).toBe(400)
  })
})

describe('PATCH /templates/:id', () => {
  it('200: changes what is given, merges what is nested, and null goes back to the default', async () => {
    t.setNow(new Date('2026-03-02T10:00:00Z'))
    const attribution = { lookback_days: 5, offset_days: 1, conversion_events: ['buy'] }
    const integration = { cio: { campaign_id: '1' }, itbl: { campaign_id: '2' } }
    const before = await make('patched', { attribution, integration })
    t.setNow(new Date('2026-03-03T10:00:00Z'))
    const { status, body } = await t.call('PATCH', `${templates}/patched`, {
      name: 'New',
      epsilon: 0.5,
      split: { method: 'internal_random' },
      attribution: { lookback_days: null },
      integration: { cio: null, itbl: { campaign_id: 3 } },
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      ...before,
      name: 'New',
      epsilon: 0.5,
      split: { method: 'internal_random', control_share: 0.1 },
      attribution: { lookback_days: null, offset_days: 1, conversion_events: ['buy'] },
      integration: { itbl: { campaign_id: '3' } },
      updated_at: '2026-03-03T10:00:00.000Z',
    })
  })

  it.each([
    [{ id: 'other' }, '/id'],
    [{ epsilon: 2 }, '/epsilon'],
    [{ status: 'gone' }, '/status'],
    [{ attribution: { more: 1 } }, '/attribution/more'],
  ])('400: refuses %j', async (patch, field) => {
    const { status, body } = await t.call('PATCH', `${templates}/plain`, patch)
    expect(status).toBe(400)
    expect(fields(body)).toEqual([field])
  })

  it.each([
    [{ sandbox: 'nowhere' }, '/sandbox'],
    [{ attribution: { offset_days: 20 } }, '/attribution/offset_days'],
    [{ integration: { cio: { phone: 1 } } }, '/integration/cio/phone'],
  ])('422: refuses %j', async (patch, field) => {
    const { status, body } = await t.call('PATCH', `${templates}/plain`, patch)
    expect(status).toBe(422)
    expect(fields(body)).toEqual([field])
  })

  it('409: is not activated before a variant is approved', async () => {
    await make('waiting', { variables: ['s'] })
    const draft = await addVariant('waiting', { vars: { s: 'x' } })
    const { status, body } = await t.call('PATCH', `${templates}/waiting`, { status: 'active' })
    expect([status, body.code]).toEqual([409, 'conflict'])
    expect(body.detail).toContain('approved')
    await t.call('PATCH', `${templates}/waiting/variants/${draft.id}`, { status: 'approved' })
    const active = await t.call('PATCH', `${templates}/waiting`, { status: 'active' })
    expect([active.status, active.body.status]).toEqual([200, 'active'])
    expect(t.services.catalog.known('acme')?.templates.get('waiting')?.status).toBe('active')
  })

  it('goes draft, active, shipped, active, archived, draft, and no other way', async () => {
    await make('moving', { variables: ['s'] })
    await addVariant('moving', { vars: { s: 'x' }, status: 'approved' })
    const to = async (status: string) => (await t.call('PATCH', `${templates}/moving`, { status })).status
    expect(await to('shipped')).toBe(409)
    expect(await to('draft')).toBe(200)
    expect(await to('active')).toBe(200)
    expect(await to('active')).toBe(200)
    expect(await to('draft')).toBe(409)
    expect(await to('shipped')).toBe(200)
    expect(await to('draft')).toBe(409)
    expect(await to('active')).toBe(200)
    expect(await to('archived')).toBe(200)
    expect(await to('active')).toBe(409)
    expect(await to('shipped')).toBe(409)
    expect(await to('draft')).toBe(200)
    expect(await to('archived')).toBe(200)
  })

  it('409: keeps the variables that a variant has texts for, until it is archived', async () => {
    await make('growing', { variables: ['a'] })
    const variant = await addVariant('growing', { name: 'Old one', vars: { a: 'x' } })
    for (const variables of [['a', 'b'], ['b'], []]) {
      const { status, body } = await t.call('PATCH', `${templates}/growing`, { variables })
      expect([status, body.code]).toEqual([409, 'conflict'])
      expect(body.detail).toContain('Old one')
    }
    await t.call('PATCH', `${templates}/growing/variants/${variant.id}`, { status: 'archived' })
    const { body } = await t.call('PATCH', `${templates}/growing`, { variables: ['a', 'b'] })
    expect(body.variables).toEqual(['a', 'b'])
  })
})
