import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()

const create = (id: string) =>
  createTemplate(
    scene.server,
    scene.org,
    id,
    { split: { method: 'internal_persistent', control_share: 0 } },
    0,
  )

beforeEach(async () => {
  await create('welcome')
  await addVariant('Hi {{ name }}, {{ city | default: "there" }}')
})

const path = (rest: string) => `/api/v1/orgs/${scene.org}/templates/welcome${rest}`

const addVariant = (subject: string) =>
  scene.server.call('POST', path('/variants'), { name: 'One', vars: { subject }, status: 'approved' })

const generate = async (request: object, headers: Record<string, string> = {}) =>
  scene.server.call(
    'POST',
    `/api/generate/${scene.org}`,
    { template_id: 'welcome', user_id: 'ann', trace: true, ...request },
    headers,
  )

const faults = async () => (await scene.server.call('GET', path('/faults'))).body.items

describe('one id for two messages', () => {
  it('gives each person a choice of their own, also when asked again, and reports the clash', async () => {
    const ann = await generate({ tracking_id: 'm1' })
    const bob = await generate({ tracking_id: 'm1', user_id: 'bob' })
    expect(ann.body.trace.clash).toBeNull()
    expect(bob.body.trace.clash).toContain('another person')
    expect(bob.body.tracking_id).toBe('m1')
    expect(bob.body.decision_id).not.toBe(ann.body.decision_id)
    expect((await generate({ tracking_id: 'm1', user_id: 'bob' })).body.decision_id).toBe(
      bob.body.decision_id,
    )
    expect((await generate({ tracking_id: 'm1' })).body.decision_id).toBe(ann.body.decision_id)
    expect(await faults()).toContainEqual(
      expect.objectContaining({ kind: 'clash', variant_id: null, messages: 2 }),
    )
  })

  it.each([
    ['nobody is named again', { user_id: null }],
    ['only the address is named again', { user_id: null, email: 'ann@example.com' }],
    ['an address is added', { user_id: 'ann', email: 'ann@example.com' }],
  ])('is the same message if %s', async (_, who) => {
    const first = await generate({ tracking_id: 'm2' })
    const again = await generate({ tracking_id: 'm2', ...who })
    expect(again.body).toMatchObject({ decision_id: first.body.decision_id, trace: { clash: null } })
  })

  it('is another message in another template, and both templates report the clash', async () => {
    await create('other')
    const first = await generate({ tracking_id: 'm3' })
    expect(first.body.trace.clash).toBeNull()
    const other = await generate({ tracking_id: 'm3', template_id: 'other' })
    expect(other.body.decision_id).not.toBe(first.body.decision_id)
    expect(other.body.trace.clash).toContain('"welcome"')
    await generate({ tracking_id: 'm3', template_id: 'other', trace: false })
    const clash = (template: string) => ({
      ...{ kind: 'clash', variant_id: null, messages: 1 },
      name: `tracking_id, also in template "${template}"`,
    })
    const at = `/api/v1/orgs/${scene.org}/templates/other/faults`
    expect((await scene.server.call('GET', at)).body.items).toContainEqual(
      expect.objectContaining(clash('welcome')),
    )
    expect(await faults()).toContainEqual(expect.objectContaining(clash('other')))
  })

  it('is no clash with a preview, a forced wording, or a message of another organisation', async () => {
    await create('other')
    await generate({ tracking_id: 'm4', preview: true })
    const copy = (await generate({ tracking_id: 'm5' })).body.copy.id
    await generate({ tracking_id: 'm4', copy_id: copy })
    const { body } = await generate({ tracking_id: 'm4', template_id: 'other' })
    expect(body.trace.clash).toBeNull()
    await scene.enterAnotherOrg()
    await create('welcome')
    expect((await generate({ tracking_id: 'm5' })).body.trace.clash).toBeNull()
    expect((await faults()).filter(({ kind }: { kind: string }) => kind === 'clash')).toEqual([])
  })

  it('is read from Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'call-1' }
    const first = await generate({ use_cache: false }, key)
    expect((await generate({ use_cache: false }, key)).body.decision_id).toBe(first.body.decision_id)
    const bob = await generate({ use_cache: false, user_id: 'bob' }, key)
    expect(bob.body.decision_id).not.toBe(first.body.decision_id)
    expect(bob.body.trace.clash).not.toBeNull()
  })
})

describe('days that leave no window', () => {
  it.each([
    [{ lookback_days: 3, offset_days: 3 }, '/lookback_days'],
    [{ offset_days: 60 }, '/offset_days'],
    [{ lookback_days: 0 }, '/lookback_days'],
  ])('422: %j', async (days, field) => {
    const reply = await generate(days)
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field }] } })
  })

  it('are fine if they leave one', async () => {
    expect((await generate({ lookback_days: 5, offset_days: 4.5 })).status).toBe(200)
  })
})

describe('fields that are missing', () => {
  it('are listed in trace and counted for the template', async () => {
    const reply = await generate({ fields: { name: '' } })
    expect(reply.body.trace).toMatchObject({ missing_fields: ['name'], not_rendered: null })
    await generate({ user_id: 'bob' })
    expect((await generate({ user_id: 'cy', fields: { name: 'Cy' } })).body.trace.missing_fields).toEqual([])
    expect(await faults()).toMatchObject([{ kind: 'missing-field', name: 'name', messages: 2 }])
  })

  it('are not counted for previews', async () => {
    await generate({ preview: true })
    expect(await faults()).toEqual([])
  })
})

describe('a wording that cannot be rendered', () => {
  it('gives that of the control, says why, and is counted', async () => {
    await create('sums')
    const at = `/api/v1/orgs/${scene.org}/templates/sums`
    const added = await scene.server.call('POST', `${at}/variants`, {
      name: 'One',
      vars: { subject: '{{ 10 | divided_by: count }}' },
      status: 'approved',
    })
    const reply = await generate({ template_id: 'sums', fields: { count: 0, name: 'Ann' } })
    expect(reply.body).toMatchObject({
      ...{ copy: { vars: { subject: 'Hello Ann' } }, reason: 'render-failed', control: true },
      trace: { not_rendered: 'subject: divided by 0' },
    })
    const { body } = await scene.server.call('GET', `${at}/faults`)
    expect(body.items).toMatchObject([
      { kind: 'not-rendered', variant_id: added.body.id, name: 'subject: divided by 0', messages: 1 },
    ])
  })
})

describe('a save', () => {
  it.each([
    ['{{ 10 | divided_by: count }}', 'divides by count', 1, 21],
    ['{% assign n = 5 | modulo: n %}{{ n }}', 'divides by n', 1, 27],
    ['{{ "now" | time_zone: zone }}', 'Without fields this cannot be rendered', null, null],
  ])('warns of %s', async (subject, message, line, column) => {
    const reply = await addVariant(subject)
    expect(reply).toMatchObject({
      status: 201,
      body: { warnings: [{ variable: 'subject', message: expect.stringContaining(message), line, column }] },
    })
    const { body } = await scene.server.call('POST', path('/preview'), { vars: { subject } })
    expect(body.findings).toContainEqual(
      expect.objectContaining({ code: 'may-not-render', severity: 'warning', line, column }),
    )
  })

  it('warns of nothing else', async () => {
    expect((await addVariant('{{ 10 | divided_by: 2.5 }} {{ name }}')).body).not.toHaveProperty('warnings')
  })

  it('refuses other template languages, and says what to write', async () => {
    const reply = await addVariant('Hi {{defaultIfEmpty name "you"}}')
    expect(reply.status).toBe(422)
    expect(reply.body.errors).toMatchObject([
      { field: '/vars/subject', message: expect.stringContaining('Write {{ name | default: "you" }}') },
    ])
  })
})

describe('a period', () => {
  it.each([
    ['?from=2026-11-30&to=2026-11-29', 'must be after from'],
    ['?from=2026-11-29&to=2026-11-29', 'send to=2026-11-30'],
  ])('400: %s', async (query, message) => {
    const reply = await scene.server.call('GET', path(`/results${query}`))
    expect(reply.status).toBe(400)
    expect(reply.body.detail).toContain(message)
  })
})
