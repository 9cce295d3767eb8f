import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../../test/scene.ts'
import { normaliseAttributes } from '../../core/targeting/normalise.ts'

const t = useServer()
beforeAll(async () => {
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
})

const attributes = '/api/v1/orgs/acme/attributes'
const tier = {
  name: 'tier',
  type: 'string',
  options: [{ value: 'premium', aliases: ['/^(pro|vip)$/i', 'gold'] }],
}
const fields = (body: { errors?: { field: string }[] }) => body.errors?.map(({ field }) => field)

describe('POST /attributes', () => {
  it.each([
    tier,
    {
      name: 'interests',
      type: 'list',
      source: 'tags',
      separator: '|',
      options: [{ value: 'sport' }],
      default: 'none',
    },
    {
      name: 'spend',
      type: 'numeric',
      source: 'ltv',
      buckets: [{ value: 'low', max: 10.5 }, { value: 'high' }],
    },
    { name: 'Last seen', type: 'date', buckets: [{ value: 'new', max_days: 7 }], default: 'old' },
  ])('201: keeps %j as it is', async rule => {
    expect(await t.call('POST', attributes, rule)).toEqual({ status: 201, body: rule })
    expect((await t.call('GET', `${attributes}/${encodeURIComponent(rule.name)}`)).body).toEqual(rule)
  })

  it('is what requests are normalised by from then on', () => {
    const rules = t.services.catalog.known('acme')?.rules ?? []
    const now = new Date('2026-03-01T10:00:00Z')
    expect(normaliseAttributes({ tier: 'VIP', tags: 'Sport|x', ltv: 11 }, rules, now)).toMatchObject({
      tier: ['premium'],
      interests: ['sport', 'none'],
      spend: ['high'],
      'Last seen': ['old'],
    })
    expect(t.services.catalog.known('other')?.rules).toEqual([])
  })

  it('409: has one rule an attribute', async () => {
    await t.call('POST', attributes, { ...tier, name: 'once' })
    const { status, body } = await t.call('POST', attributes, { ...tier, name: 'once' })
    expect([status, body.code, fields(body)]).toEqual([409, 'already-exists', ['/name']])
    expect((await t.call('POST', '/api/v1/orgs/other/attributes', { ...tier, name: 'once' })).status).toBe(
      201,
    )
  })

  it.each([
    [{ type: 'string', options: tier.options }, ['/name']],
    [{ name: 'a/b', type: 'string', options: tier.options }, ['/name']],
    [{ name: 'x', type: 'string' }, ['/options']],
    [{ name: 'x', type: 'list', options: [] }, ['/options']],
    [{ name: 'x', type: 'list', options: [{ value: 'a', alias: 'b' }] }, ['/options/0/alias']],
    [{ name: 'x', type: 'numeric', buckets: [{ value: 'a', max: '5' }] }, ['/buckets/0/max']],
    [{ name: 'x', type: 'date', buckets: [{ max_days: -1 }] }, ['/buckets/0/value', '/buckets/0/max_days']],
    [{ name: 'x', type: 'string', buckets: [] }, ['/options', '/buckets']],
  ])('400: points at what is wrong in %j', async (rule, wrong) => {
    const { status, body } = await t.call('POST', attributes, rule)
    expect(status).toBe(400)
    expect(fields(body)?.toSorted()).toEqual(wrong.toSorted())
  })

  it.each([{ name: 'x' }, { name: 'x', type: 'other' }, { name: 'x', type: 5 }])(
    '400: knows no type in %j',
    async rule => {
      expect((await t.call('POST', attributes, rule)).status).toBe(400)
    },
  )

  it.each([
    [
      { name: 'x', type: 'string', options: [{ value: 'a', aliases: ['ok', '/(/'] }] },
      '/options/0/aliases/1',
      'regular',
    ],
    [
      { name: 'x', type: 'list', options: [{ value: 'a', aliases: ['/(a+)+$/'] }] },
      '/options/0/aliases/0',
      'too long',
    ],
    [
      { name: 'x', type: 'list', options: [{ value: 'a', aliases: ['/^(?!free)/'] }] },
      '/options/0/aliases/0',
      'add texts that must not match to an earlier option',
    ],
    [{ name: 'x', type: 'string', options: [{ value: 'a' }, { value: 'A' }] }, '/options/1/value', 'twice'],
    [
      {
        name: 'x',
        type: 'numeric',
        buckets: [
          { value: 'a', max: 5 },
          { value: 'b', max: 1 },
        ],
      },
      '/buckets/1/max',
      'more',
    ],
    [
      { name: 'x', type: 'date', buckets: [{ value: 'a' }, { value: 'b', max_days: 1 }] },
      '/buckets/0/max_days',
      'no upper bound',
    ],
  ])('422: explains what cannot work in %j', async (rule, field, message) => {
    const { status, body } = await t.call('POST', attributes, rule)
    expect([status, body.code, fields(body)]).toEqual([422, 'unprocessable', [field]])
    expect(body.detail).toContain(message)
  })
})

describe('GET /attributes', () => {
  it('200: pages by name, and keeps organisations apart', async () => {
    const first = await t.call('GET', `${attributes}?limit=1`)
    expect(first.body.items).toHaveLength(1)
    const rest = await t.call('GET', `${attributes}?cursor=${first.body.next_cursor}`)
    const names = [...first.body.items, ...rest.body.items].map(({ name }) => name)
    expect(names.toSorted()).toEqual(['Last seen', 'interests', 'once', 'spend', 'tier'])
    const { body } = await t.call('GET', '/api/v1/orgs/other/attributes')
    expect(body.items).toMatchObject([{ name: 'once' }])
  })

  it('200: says what of a rule that is saved could be saved no more', async () => {
    const options = [{ value: 'paid', aliases: ['/^(?!free)/', 'gold'] }]
    const rule = { name: 'old', type: 'string', options }
    await t.services.db.query({
      name: 'save-old-rule',
      text: `insert into attribute_rules (org_id, name, rule, created_at)
        select id, 'old', $1, now() from orgs where slug = 'acme'`,
      values: [JSON.stringify(rule)],
    })
    const { status, body } = await t.call('GET', `${attributes}/old`)
    expect([status, body.name, body.options]).toEqual([200, 'old', options])
    expect(body.findings).toMatchObject([
      { field: '/options/0/aliases/0', message: expect.stringContaining('looks ahead or behind') },
    ])
    expect((await t.call('GET', `${attributes}/tier`)).body).not.toHaveProperty('findings')
    const mended = { ...rule, options: [{ value: 'paid', aliases: ['gold'] }] }
    expect((await t.call('PUT', `${attributes}/old`, mended)).status).toBe(200)
    expect((await t.call('GET', `${attributes}/old`)).body).toEqual(mended)
    expect((await t.call('DELETE', `${attributes}/old`)).status).toBe(204)
  })

  it('404: a name without a rule', async () => {
    expect((await t.call('GET', `${attributes}/nothing`)).body.code).toBe('not-found')
    expect((await t.call('GET', `${attributes}/a%00`)).status).toBe(400)
  })
})

describe('PUT /attributes/:name', () => {
  it('200: replaces the rule, with or without its name', async () => {
    const { name: _name, ...nameless } = { ...tier, default: 'free' }
    await t.call('POST', attributes, { ...tier, name: 'plan' })
    expect(await t.call('PUT', `${attributes}/plan`, nameless)).toEqual({
      status: 200,
      body: { ...nameless, name: 'plan' },
    })
    const numeric = { name: 'plan', type: 'numeric', buckets: [{ value: 'any' }] }
    expect(await t.call('PUT', `${attributes}/plan`, numeric)).toEqual({ status: 200, body: numeric })
    expect((await t.call('GET', `${attributes}/plan`)).body).toEqual(numeric)
  })

  it('404 for an attribute without a rule, 422 for another name or a rule that cannot work', async () => {
    expect((await t.call('PUT', `${attributes}/nothing`, { ...tier, name: 'nothing' })).status).toBe(404)
    const renamed = await t.call('PUT', `${attributes}/tier`, { ...tier, name: 'level' })
    expect([renamed.status, fields(renamed.body)]).toEqual([422, ['/name']])
    const broken = await t.call('PUT', `${attributes}/tier`, {
      ...tier,
      options: [{ value: 'a', aliases: ['/[/'] }],
    })
    expect([broken.status, fields(broken.body)]).toEqual([422, ['/options/0/aliases/0']])
    expect((await t.call('PUT', `${attributes}/tier`, { type: 'string' })).status).toBe(400)
  })
})

describe('DELETE /attributes/:name', () => {
  it('204, then 404; values pass as they are from then on', async () => {
    await t.call('POST', attributes, { ...tier, name: 'brief' })
    expect((await t.call('DELETE', `${attributes}/brief`)).status).toBe(204)
    expect((await t.call('DELETE', `${attributes}/brief`)).status).toBe(404)
    expect(t.services.catalog.known('acme')?.rules.map(({ name }) => name)).not.toContain('brief')
  })
})
