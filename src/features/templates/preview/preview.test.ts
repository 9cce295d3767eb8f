import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../../test/app.ts'
import { createTemplate, type TestTemplate } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
let template: TestTemplate
beforeEach(async () => {
  template = await createTemplate(scene.server, scene.org, 'mail', { variables: ['subject'] })
})

const at = (path: string) => `/api/v1/orgs/${scene.org}${path}`
const post = (path: string, body: object) => scene.server.call('POST', at(path), body)
const preview = async (body: object) => {
  const reply = await post('/templates/mail/preview', body)
  expect(reply.status).toBe(200)
  return reply.body
}
const ask = (more: object) =>
  scene.server.call('POST', `/api/generate/${scene.org}`, { template_id: 'mail', ...more })

describe('POST …/preview', () => {
  it('renders texts that are not saved', async () => {
    const body = await preview({
      vars: { subject: 'Hi {{ name | upcase }}' },
      fields: { name: 'Ann' },
    })
    expect(body).toEqual({
      rendered: { subject: 'Hi ANN' },
      findings: [],
      lengths: { subject: { characters: 6, limit: 50, sms: null } },
      eligible: true,
      audience: { fits: 0, calls: 0 },
      page: null,
    })
  })

  it('renders a saved variant', async () => {
    const body = await preview({ variant_id: template.variantIds[0], fields: { name: 'Ann' } })
    expect(body.rendered).toEqual({ subject: 'Hi Ann, number 1' })
  })

  it('says where a text is broken, with the sentence of saving', async () => {
    const subject = 'one\ntwo {{ name'
    const { rendered, findings } = await preview({ vars: { subject } })
    expect(rendered).toEqual({})
    expect(findings).toMatchObject([{ variable: 'subject', line: 2, column: 5, severity: 'error' }])
    const saved = await post('/templates/mail/variants', { name: 'A', vars: { subject } })
    expect(saved.body.errors[0].message).toContain('line 2, column 5')
    expect(findings[0].message).toContain('line 2, column 5')
  })

  it('knows the fields of recent calls, and corrects those that are never sent', async () => {
    await ask({ user_id: 'u1', fields: { first_name: 'Walburga', city: 'Berlin' }, attrs: { plan: 'pro' } })
    await ask({ user_id: 'u2', fields: { first_name: 'Anselm' }, attrs: { plan: 'free' } })
    const { findings, audience } = await preview({
      vars: { subject: '{{ citty }}' },
      targets: { plan: ['pro'] },
    })
    expect(findings).toMatchObject([
      { code: 'field-never-sent', word: 'citty', suggestion: 'city', line: 1, column: 4, severity: 'error' },
    ])
    expect(audience).toEqual({ fits: 1, calls: 2 })
    const { body } = await scene.server.call('GET', at('/templates/mail/fields'))
    expect(body.calls).toBe(2)
    expect(body.fields).toMatchObject([
      { name: 'first_name', kind: 'field', seen: 2, missing_share: 0 },
      { name: 'city', kind: 'field', seen: 1, missing_share: 0.5, example: 'Berlin' },
      { name: 'plan', kind: 'attr', seen: 2 },
    ])
    expect(body.people).toHaveLength(2)
    expect(JSON.stringify(body)).not.toMatch(/Walburga|Anselm|u1/)
  })

  it('says whether a person may get the wording', async () => {
    const vars = { subject: 'x' }
    const targets = { plan: ['pro'] }
    expect((await preview({ vars, targets, attrs: { plan: 'Pro' } })).eligible).toBe(true)
    expect((await preview({ vars, targets, attrs: { plan: 'free' } })).eligible).toBe(false)
    expect((await preview({ vars, targets })).eligible).toBe(false)
  })

  it.each([
    [{}, 422, 'unprocessable'],
    [{ variant_id: 'none' }, 404, 'not-found'],
    [{ vars: { subject: 1 } }, 400, 'invalid-request'],
  ])('refuses %j', async (body, status, code) => {
    const reply = await post('/templates/mail/preview', body)
    expect([reply.status, reply.body.code]).toEqual([status, code])
  })

  it('shows texts of a template that does not exist yet', async () => {
    const reply = await post('/preview', {
      channel: 'sms',
      vars: { body: 'It’s {{ city }}' },
      fields: { city: 'Rom' },
    })
    expect(reply.body).toMatchObject({
      rendered: { body: 'It’s Rom' },
      lengths: { body: { sms: { encoding: 'unicode', segments: 1, left: 62 } } },
      findings: [{ code: 'unicode-sms', suggestion: "'" }],
    })
  })
})

describe('the page of a message', () => {
  const get = (url: string) =>
    scene.server.app.inject({ method: 'GET', url, headers: { 'x-api-key': ADMIN_KEY } })

  it('is kept for two minutes, under a policy of its own', async () => {
    const { page } = await preview({
      vars: { subject: '<b>{{ name }}</b>' },
      fields: { name: 'A' },
      page: true,
    })
    const reply = await get(page)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.headers['content-security-policy']).toBe(
      "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    )
    expect(reply.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(reply.headers['x-frame-options']).toBeUndefined()
    expect(reply.body).toContain('<body><b>A</b></body>')
    scene.tick(3)
    expect((await get(page)).statusCode).toBe(404)
  })

  it('is not that of another organisation', async () => {
    const { page } = await preview({ vars: { subject: 'x' }, page: true })
    const old = scene.org
    await scene.enterAnotherOrg()
    expect((await get(page.replace(old, scene.org))).statusCode).toBe(404)
  })

  it('shows a saved variant as a person of recent calls, and escapes plain text', async () => {
    await ask({ user_id: 'u1', fields: { name: '<i>', city: 'Berlin' } })
    const fields = await scene.server.call('GET', at('/templates/mail/fields'))
    const path = at(`/templates/mail/variants/${template.controlId}/preview.html`)
    const [person] = fields.body.people
    expect((await get(`${path}?as=${person.id}`)).body).toContain(`Hello ${person.fields.name}</p>`)
    expect((await get(path)).body).toContain('Hello </p>')
  })
})

describe('preview: true on /api/generate', () => {
  const TABLES = [
    'decisions',
    'message_keys',
    'variant_counts',
    'cohort_counts',
    'call_samples',
    'profile_writes',
    'allocations',
    'policy_tables',
  ]
  const stored = async () => {
    await scene.server.services.sampler.flush()
    const { db } = scene.server.services
    const counts = TABLES.map(name =>
      db.query({ text: `select count(*) as n, coalesce(sum(hashtext(t::text)), 0) as sum from ${name} t` }),
    )
    return Promise.all(counts)
  }

  it('answers as a real call would, and stores nothing', async () => {
    await ask({ user_id: 'u0' })
    const before = await stored()
    const question = { user_id: 'u1', fields: { name: 'Ann' }, tracking_id: 't1', trace: true }
    const previewed = await ask({ ...question, preview: true })
    expect(previewed.status).toBe(200)
    expect(previewed.body).toMatchObject({ decision_id: null, tracking_id: 't1', template_id: 'mail' })
    expect(previewed.body.copy.vars.subject).toContain('Ann')
    expect(previewed.body.trace.why).not.toBe('')
    for (let call = 0; call < 20; call++) await ask({ user_id: `p${call}`, preview: true })
    const query = `/api/generate/${scene.org}?template_id=mail&user_id=u9&preview=true`
    expect((await scene.server.call('GET', query)).body.decision_id).toBeNull()
    expect(await stored()).toEqual(before)
    const real = await ask({ ...question })
    expect(real.body.decision_id).not.toBeNull()
    expect(real.body.trace.repeated).toBe(false)
    expect(real.body.control).toBe(previewed.body.control)
    expect(await stored()).not.toEqual(before)
  })

  it('gives a forced wording', async () => {
    const [variant] = template.variantIds
    const { body } = await ask({ copy_id: variant, preview: true, trace: true })
    expect(body).toMatchObject({
      copy: { id: variant },
      reason: 'forced',
      decision_id: null,
      tracking_id: '',
    })
  })
})
