import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../../test/scene.ts'
import { createId, isId, timeOfId } from '../../lib/id.ts'
import { ensurePartitions } from '../../runtime/db/partitions.ts'

const now = new Date('2026-03-01T10:00:00Z')
const t = useServer()
beforeAll(async () => {
  t.setNow(now)
  await ensurePartitions(t.services.db, now)
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
  await t.call('POST', '/api/v1/orgs/acme/templates', { id: 'mail', variables: ['subject', 'body'] })
  await t.call('POST', '/api/v1/orgs/acme/templates', { id: 'empty' })
})

const templates = '/api/v1/orgs/acme/templates'
const variants = `${templates}/mail/variants`
const vars = { subject: 'Hi {{ name }}', body: 'Text' }
const fields = (body: { errors?: { field: string }[] }) => body.errors?.map(({ field }) => field)
const make = async (more: object = {}) => (await t.call('POST', variants, { name: 'A', vars, ...more })).body

describe('POST /variants', () => {
  it('201: is a draft for everybody, unless it says otherwise', async () => {
    const { status, body } = await t.call('POST', variants, { name: ' First ', vars })
    expect(status).toBe(201)
    const { id, ...rest } = body
    expect(rest).toEqual({
      template_id: 'mail',
      name: 'First',
      vars,
      attrs: {},
      themes: [],
      control: false,
      status: 'draft',
      replaced_by: null,
      replaces: null,
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
    })
    expect(isId(id)).toBe(true)
    expect(timeOfId(id)).toEqual(now)
    expect((await t.call('GET', `${variants}/${id}`)).body).toEqual(body)
  })

  it('201: keeps targets as lower-case texts', async () => {
    const attrs = { Tier: ' Premium ', age: 30, vip: true, tags: ['A', 'a', 2, false] }
    const body = await make({ attrs, themes: ['urgency'], status: 'approved' })
    expect(body).toMatchObject({
      attrs: { Tier: ['premium'], age: ['30'], vip: ['true'], tags: ['a', '2', 'false'] },
      themes: ['urgency'],
      status: 'approved',
    })
    const known = t.services.catalog.known('acme')?.templates.get('mail')?.variants
    expect(known?.find(({ id }) => id === body.id)?.attrs).toEqual(body.attrs)
  })

  it.each([
    [{ vars }, '/name'],
    [{ name: 'A' }, '/vars'],
    [{ name: 'A', vars: { subject: 1, body: 'x' } }, '/vars/subject'],
    [{ name: 'A', vars, attrs: { tier: [] } }, '/attrs/tier'],
    [{ name: 'A', vars, attrs: { tier: '' } }, '/attrs/tier'],
    [{ name: 'A', vars, attrs: { tier: { a: 1 } } }, '/attrs/tier'],
    [{ name: 'A', vars, attrs: { ' tier': 'a' } }, '/attrs/ tier'],
    [{ name: 'A', vars, themes: ['a', 'a'] }, '/themes'],
    [{ name: 'A', vars, status: 'live' }, '/status'],
    [{ name: 'A', vars, control: 'yes' }, '/control'],
    [{ name: 'A', vars, id: 'mine' }, '/id'],
  ])('400: points at what is wrong in %j', async (body, field) => {
    const reply = await t.call('POST', variants, body)
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request'])
    expect(fields(reply.body)).toContain(field)
  })

  it('422: names variables that are unknown, and those that are missing', async () => {
    const { status, body } = await t.call('POST', variants, {
      name: 'A',
      vars: { subject: 'x', sub_ject: 'y' },
    })
    expect([status, body.code]).toEqual([422, 'unprocessable'])
    expect(fields(body)).toEqual(['/vars/sub_ject', '/vars/body'])
    expect(body.detail).toContain('"sub_ject"')
    expect(body.detail).toContain('"body"')
    const inherited = await t.call('POST', variants, { name: 'A', vars: { ...vars, constructor: 'x' } })
    expect(fields(inherited.body)).toEqual(['/vars/constructor'])
  })

  it('422: asks for variables where the template has none', async () => {
    const { status, body } = await t.call('POST', `${templates}/empty/variants`, {
      name: 'A',
      vars: { subject: 'x' },
    })
    expect([status, fields(body)]).toEqual([422, ['/vars/subject']])
    expect(body.detail).toContain('PATCH')
  })

  it.each([
    ['one\ntwo {{ name', 'line 2, column 5'],
    ['{% if a %}', 'line 1, column 1'],
    ['{{ a | shout }}', 'shout'],
    ['{% include "x" %}', 'include'],
    ['{% for i in (a..b) %}{% endfor %}', 'range'],
    ['x'.repeat(100_001), '100000'],
  ])('422: says where a text does not parse', async (subject, message) => {
    const { status, body } = await t.call('POST', variants, { name: 'A', vars: { ...vars, subject } })
    expect([status, body.code, fields(body)]).toEqual([422, 'unprocessable', ['/vars/subject']])
    expect(body.detail).toContain(message)
    expect(body.errors[0].message).toContain(message)
  })

  it('409: has one control, which is approved from the start', async () => {
    await t.call('POST', '/api/v1/orgs/acme/templates', { id: 'controlled', variables: ['s'] })
    const path = `${templates}/controlled/variants`
    const control = { name: 'Control', vars: { s: 'x' }, control: true }
    const first = await t.call('POST', path, control)
    expect(first.body).toMatchObject({ control: true, status: 'approved' })
    const second = await t.call('POST', path, control)
    expect([second.status, second.body.code, fields(second.body)]).toEqual([409, 'conflict', ['/control']])
    const other = await t.call('POST', path, { ...control, control: false })
    expect((await t.call('PATCH', `${path}/${other.body.id}`, { control: true })).status).toBe(409)

    expect((await t.call('PATCH', `${path}/${first.body.id}`, { status: 'archived' })).status).toBe(200)
    const draft = await t.call('POST', path, { ...control, status: 'draft' })
    expect(draft.body).toMatchObject({ control: true, status: 'draft' })
    expect((await t.call('PATCH', `${path}/${first.body.id}`, { status: 'approved' })).status).toBe(409)
    expect((await t.call('PATCH', `${path}/${draft.body.id}`, { name: 'still' })).status).toBe(200)
  })
})

describe('GET /variants', () => {
  it('200: pages in the order of making', async () => {
    await t.call('POST', '/api/v1/orgs/acme/templates', { id: 'paged' })
    const path = `${templates}/paged/variants`
    for (let minute = 1; minute <= 3; minute++) {
      t.setNow(new Date(now.getTime() + minute * 60_000))
      await t.call('POST', path, { name: `V${minute}`, vars: {} })
    }
    t.setNow(now)
    const first = (await t.call('GET', `${path}?limit=2`)).body
    const second = (await t.call('GET', `${path}?limit=2&cursor=${first.next_cursor}`)).body
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['V1', 'V2', 'V3'])
    expect(second.next_cursor).toBeNull()
    expect((await t.call('GET', `${templates}/paged`)).body.variants).toEqual([
      ...first.items,
      ...second.items,
    ])
    const notAnId = Buffer.from('V2').toString('base64url')
    expect((await t.call('GET', `${path}?cursor=${notAnId}`)).status).toBe(400)
  })

  it('404: not an id, no such variant, of another template or organisation', async () => {
    await t.call('POST', '/api/v1/orgs/other/templates', { id: 'mail', variables: ['subject', 'body'] })
    const { id } = await make()
    for (const path of [
      `${variants}/nonsense`,
      `${variants}/${createId(0)}`,
      `${templates}/empty/variants/${id}`,
      `/api/v1/orgs/other/templates/mail/variants/${id}`,
    ]) {
      expect((await t.call('GET', path)).body.code).toBe('not-found')
      expect((await t.call('PATCH', path, { name: 'B' })).body.code).toBe('not-found')
      expect((await t.call('DELETE', path)).body.code).toBe('not-found')
    }
  })
})

describe('PATCH /variants/:variant', () => {
  it('200: changes what is given, whole', async () => {
    const before = await make({ attrs: { tier: 'pro', plan: 'a' }, themes: ['x'] })
    t.setNow(new Date('2026-03-02T10:00:00Z'))
    const patch = {
      name: 'B',
      attrs: { Tier: 'FREE' },
      vars: { subject: '', body: 'New' },
      status: 'approved',
    }
    const { status, body } = await t.call('PATCH', `${variants}/${before.id}`, patch)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...before,
      ...patch,
      attrs: { Tier: ['free'] },
      updated_at: '2026-03-02T10:00:00.000Z',
    })
    t.setNow(now)
  })

  it('400 and 422: checks texts like a new variant', async () => {
    const { id } = await make()
    const patch = async (body: object) => t.call('PATCH', `${variants}/${id}`, body)
    expect((await patch({ template_id: 'x' })).status).toBe(400)
    const partial = await patch({ vars: { subject: 'x' } })
    expect([partial.status, fields(partial.body)]).toEqual([422, ['/vars/body']])
    const broken = await patch({ vars: { ...vars, body: '{{' } })
    expect([broken.status, fields(broken.body)]).toEqual([422, ['/vars/body']])
  })

  it('422: an archived variant comes back only with the texts that the template has by then', async () => {
    await t.call('POST', '/api/v1/orgs/acme/templates', { id: 'changed', variables: ['a'] })
    const path = `${templates}/changed/variants`
    const { body } = await t.call('POST', path, { name: 'A', vars: { a: 'x' }, status: 'archived' })
    expect((await t.call('PATCH', `${templates}/changed`, { variables: ['b'] })).status).toBe(200)
    const early = await t.call('PATCH', `${path}/${body.id}`, { status: 'draft' })
    expect([early.status, fields(early.body)]).toEqual([422, ['/vars/a', '/vars/b']])
    expect((await t.call('PATCH', `${path}/${body.id}`, { status: 'draft', vars: { b: 'y' } })).status).toBe(
      200,
    )
  })
})

describe('DELETE /variants/:variant', () => {
  it('204: removes what nobody was given', async () => {
    const { id } = await make()
    expect(await t.call('DELETE', `${variants}/${id}`)).toEqual({ status: 204, body: undefined })
    expect((await t.call('GET', `${variants}/${id}`)).status).toBe(404)
  })

  it('200: archives what somebody was given, also the last one of an active template', async () => {
    await t.call('POST', '/api/v1/orgs/acme/templates', {
      id: 'served',
      variables: ['s'],
      split: { control_share: 0 },
    })
    const path = `${templates}/served/variants`
    const { body: variant } = await t.call('POST', path, { name: 'A', vars: { s: 'x' }, status: 'approved' })
    expect((await t.call('PATCH', `${templates}/served`, { status: 'active' })).status).toBe(200)
    await t.services.db.query({
      text: `insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason, propensity, model_version, attrs)
             values ((select id from orgs where slug = 'acme'), $1, $2, 'served', $3, 'treatment', true, 'bandit', 1, 0, '{}')`,
      values: [createId(now.getTime() + 1), new Date(now.getTime() + 1), variant.id],
    })
    const { status, body } = await t.call('DELETE', `${path}/${variant.id}`)
    expect([status, body.id, body.status]).toEqual([200, variant.id, 'archived'])
    expect((await t.call('GET', `${templates}/served`)).body).toMatchObject({
      status: 'active',
      variants: [{ status: 'archived' }],
    })
    expect(t.services.catalog.known('acme')?.templates.get('served')?.variants).toEqual([])
  })
})

describe('who may change variants', () => {
  it('401 and 403: other organisations and other scopes', async () => {
    const keyOf = async (org: string, scopes: string[]) =>
      (await t.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'k', scopes })).body.key
    const foreign = { 'x-api-key': await keyOf('other', ['manage']) }
    const serving = { 'x-api-key': await keyOf('acme', ['serve']) }
    const managing = { 'x-api-key': await keyOf('acme', ['manage']) }
    expect((await t.call('POST', variants, { name: 'A', vars }, foreign)).status).toBe(401)
    expect((await t.call('POST', variants, { name: 'A', vars }, serving)).status).toBe(403)
    expect((await t.call('POST', variants, { name: 'A', vars }, managing)).status).toBe(201)
  })
})
