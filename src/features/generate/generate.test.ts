// Over 300 lines: one contract, one organisation with its variants, one test for each rule.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { countsOf, createOrg, createTemplate, type TestTemplate } from '../../../test/factories.ts'
import { holdStore } from '../../../test/hold-store.ts'

let server: TestApp
let template: TestTemplate
beforeAll(async () => {
  server = await startTestApp()
  await createOrg(server, 'acme')
  template = await createTemplate(server, 'acme', 'welcome', { split: { control_share: 0.2 } })
})
afterAll(() => server.close())

const post = (body: object, headers = {}) => server.call('POST', '/api/generate/acme', body, headers)
const get = (query: string) => server.call('GET', `/api/generate/acme?${query}`)

async function decisionsOf(org: string): Promise<number> {
  const counts = (await countsOf(server, org)) as { decisions: number }[]
  return counts.reduce((sum, { decisions }) => sum + decisions, 0)
}

describe('a choice', () => {
  it('has the shape that the reference product answers with', async () => {
    const { status, body } = await post({
      template_id: 'welcome',
      user_id: 'ann',
      tracking_id: 'shape',
      fields: { name: 'Ann' },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      copy: { id: expect.any(String), vars: { subject: expect.stringContaining('Ann') } },
      template_id: 'welcome',
      tracking_id: 'shape',
    })
    expect(body.control).toBe(body.copy.id === template.controlId)
  })

  it('is the same by POST, by GET, and by a POST with only a query string', async () => {
    const query = 'template_id=welcome&tracking_id=same&user_id=bob&fields.name=Bob'
    const byPost = await post({
      template_id: 'welcome',
      tracking_id: 'same',
      user_id: 'bob',
      fields: { name: 'Bob' },
    })
    const byGet = await get(query)
    const byQuery = await server.call('POST', `/api/generate/acme?${query}`)
    expect([byGet.body, byQuery.body]).toEqual([byPost.body, byPost.body])
  })

  it('reads numbers as text, and blank values as absent', async () => {
    const { status, body } = await post({
      template_id: 'welcome',
      user_id: 123,
      tracking_id: 456,
      copy_id: '',
      email: null,
    })
    expect({ status, tracking: body.tracking_id }).toEqual({ status: 200, tracking: '456' })
  })

  it('is explained if the request asks for a trace', async () => {
    const { body } = await post({
      template_id: 'welcome',
      user_id: 'why',
      attrs: { Plan: 'PRO' },
      trace: true,
    })
    expect(body.trace).toMatchObject({
      why: expect.any(String),
      attributes: { Plan: ['pro'] },
      epsilon: 0.02,
      split: { control_share: 0.2 },
      repeated: false,
    })
    const weights = body.trace.eligible.map(({ weight }: { weight: number }) => weight)
    expect(weights).toHaveLength(2)
    expect(weights.reduce((sum: number, weight: number) => sum + weight)).toBeCloseTo(1)
  })
})

describe('the same message', () => {
  it('by tracking id gets the same decision, even after the wording was edited', async () => {
    const first = await post({ template_id: 'welcome', user_id: 'carl', tracking_id: 'again' })
    const before = await decisionsOf('acme')
    const [second, third] = await Promise.all([
      post({ template_id: 'welcome', tracking_id: 'again' }),
      post({ template_id: 'welcome', tracking_id: 'again', email: 'carl@example.com' }),
    ])
    expect([second.body.decision_id, third.body.decision_id]).toEqual([
      first.body.decision_id,
      first.body.decision_id,
    ])
    expect(await decisionsOf('acme')).toBe(before)
  })

  it('by the idempotency key of Customer.io', async () => {
    const header = { 'x-cio-idempotency-key': 'call-1' }
    const [left, right] = await Promise.all([
      post({ template_id: 'welcome' }, header),
      post({ template_id: 'welcome' }, header),
    ])
    expect(left.body.decision_id).toBe(right.body.decision_id)
  })

  it('by person and attributes, for ten minutes, unless use_cache is false', async () => {
    const ask = (more = {}) =>
      post({ template_id: 'welcome', user_id: 'dora', attrs: { plan: 'pro' }, ...more })
    const now = Date.now()
    server.setNow(new Date(now))
    const first = (await ask()).body.decision_id
    expect((await ask()).body.decision_id).toBe(first)
    expect((await ask({ attrs: { plan: 'free' } })).body.decision_id).not.toBe(first)
    expect((await ask({ use_cache: false })).body.decision_id).not.toBe(first)
    server.setNow(new Date(now + 11 * 60_000))
    expect((await ask()).body.decision_id).not.toBe(first)
  })
})

describe('the split', () => {
  it('keeps every person in one arm, and gives the control its share of a thousand', async () => {
    const sides: boolean[] = []
    const sideOf = async (number: number): Promise<boolean> => {
      const ask = () => post({ template_id: 'welcome', user_id: `split-${number}`, use_cache: false })
      const [first, second] = await Promise.all([ask(), ask()])
      expect(second.body.control).toBe(first.body.control)
      return first.body.control
    }
    for (let number = 0; number < 1000; number += 20)
      sides.push(...(await Promise.all(Array.from({ length: 20 }, (_, at) => sideOf(number + at)))))
    const share = sides.filter(Boolean).length / sides.length
    expect(share).toBeGreaterThan(0.16)
    expect(share).toBeLessThan(0.24)
  })

  it('without a control wording treats everybody', async () => {
    await server.call('POST', '/api/v1/orgs/acme/templates', {
      id: 'bare',
      variables: ['subject'],
      split: { control_share: 0.9 },
    })
    await server.call('POST', '/api/v1/orgs/acme/templates/bare/variants', {
      name: 'only',
      vars: { subject: 'x' },
      status: 'approved',
    })
    await server.call('PATCH', '/api/v1/orgs/acme/templates/bare', { status: 'active' })
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, number) => post({ template_id: 'bare', user_id: `${number}` })),
    )
    expect(new Set(answers.map(({ body }) => body.control))).toEqual(new Set([false]))
  })
})

describe('the control wording is given', () => {
  it('if the template is a draft', async () => {
    await server.call('POST', '/api/v1/orgs/acme/templates', { id: 'draft', variables: ['subject'] })
    await server.call('POST', '/api/v1/orgs/acme/templates/draft/variants', {
      name: 'control',
      vars: { subject: 'As ever' },
      control: true,
    })
    expect((await post({ template_id: 'draft', user_id: 'u' })).body).toMatchObject({
      copy: { vars: { subject: 'As ever' } },
      control: true,
      reason: 'template-draft',
    })
  })

  it('when no variant targets the attributes', async () => {
    const targeted = await createTemplate(server, 'acme', 'targeted', { split: { control_share: 0 } }, 1)
    await server.call('PATCH', `/api/v1/orgs/acme/templates/targeted/variants/${targeted.variantIds[0]}`, {
      attrs: { plan: ['pro'] },
    })
    expect(
      (await post({ template_id: 'targeted', user_id: 'u', attrs: { plan: 'Free' } })).body,
    ).toMatchObject({ control: true, reason: 'no-eligible-variant' })
    expect(
      (await post({ template_id: 'targeted', user_id: 'u', attrs: { plan: 'PRO' } })).body,
    ).toMatchObject({ control: false, reason: 'bandit' })
    expect((await get('template_id=targeted&user_id=u2&plan=pro')).body.control).toBe(false)
    expect((await get('template_id=targeted&user_id=u3&attrs.plan=pro')).body.control).toBe(false)
  })

  it('when long values use up the steps of the attribute patterns', async () => {
    const aliases = Array.from({ length: 20 }, (_, at) => `/^a*a*a*b${at}/`)
    const rule = { name: 'tags', type: 'list', options: [{ value: 'known', aliases }], default: 'unknown' }
    expect((await server.call('POST', '/api/v1/orgs/acme/attributes', rule)).status).toBe(201)
    const long = Array.from({ length: 99 }, (_, at) => `${'a'.repeat(250)}${at}`)
    const attributesOf = async (...tags: string[]) =>
      (await post({ template_id: 'welcome', user_id: 'u', attrs: { tags }, trace: true })).body.trace
        .attributes.tags
    expect(await attributesOf('aab7', 'aac')).toEqual(['known', 'unknown'])
    expect(await attributesOf(...long, 'aab7')).toEqual(['unknown'])
    const { body } = await server.call('POST', '/api/batch-generate/acme', {
      user_id: 'u',
      attrs: { tags: ['aab7'] },
      trace: true,
      requests: [{ template_id: 'welcome' }, { template_id: 'welcome', tracking_id: 'one-of-a-batch' }],
    })
    expect(body.results.map((result: { trace: unknown }) => result.trace)).toMatchObject(
      Array(2).fill({ attributes: { tags: ['known'] } }),
    )
    await server.call('DELETE', '/api/v1/orgs/acme/attributes/tags')
  })

  it('when the wording cannot be rendered with these fields', async () => {
    const broken = await createTemplate(server, 'acme', 'broken', { split: { control_share: 0 } }, 1)
    const loops =
      '{% for a in (1..100) %}{% for b in (1..100) %}{% for c in (1..100) %}{{ name }}{% endfor %}{% endfor %}{% endfor %}'
    const patched = await server.call(
      'PATCH',
      `/api/v1/orgs/acme/templates/broken/variants/${broken.variantIds[0]}`,
      { vars: { subject: loops } },
    )
    expect(patched.status).toBe(200)
    expect(
      (await post({ template_id: 'broken', user_id: 'u', fields: { name: 'x'.repeat(1000) } })).body,
    ).toMatchObject({ control: true, reason: 'render-failed' })
  })
})

describe('a preview is answered and never counted', () => {
  const previews: [string, () => ReturnType<typeof post>][] = [
    [
      'a forced variant',
      () => post({ template_id: 'welcome', user_id: 'p', copy_id: template.variantIds[1] }),
    ],
    [
      'a forced variant, spelled as an editor mangles it',
      () =>
        server.call(
          'POST',
          `/api/generate/acme?template_id=welcome&user_id=p&${encodeURIComponent('©_id')}=${template.variantIds[1]}`,
        ),
    ],
    [
      'an empty message id, as Iterable previews',
      () => server.call('POST', '/api/generate/acme?template_id=welcome&tracking_id=&user_id=p'),
    ],
    [
      'the dispatch id of Braze previews',
      () => post({ template_id: 'welcome', tracking_id: 'dispatch_id_for_unsent_campaign|p' }),
    ],
  ]
  it.each(previews)('%s', async (_name, ask) => {
    const before = await decisionsOf('acme')
    const { status, body } = await ask()
    expect({ status, id: typeof body.copy.id }).toEqual({ status: 200, id: 'string' })
    if (body.reason === 'forced') expect(body.copy.id).toBe(template.variantIds[1])
    expect(await decisionsOf('acme')).toBe(before)
  })

  it('but an unknown variant is an error that names it', async () => {
    expect(await post({ template_id: 'welcome', copy_id: 'nope' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/copy_id' }] },
    })
  })
})

describe('a batch', () => {
  it('answers in order, and one failing request does not fail the others', async () => {
    const requests = [
      { template_id: 'welcome', tracking_id: 'b1' },
      { template_id: 'nope' },
      { template_id: 'draft' },
      {},
    ]
    const { status, body } = await server.call('POST', '/api/batch-generate/acme', {
      requests,
      user_id: 'b',
      fields: { name: 'Bea' },
    })
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { tracking_id: 'b1', copy: { vars: { subject: expect.stringContaining('Bea') } } },
      { error: { code: 'template-not-found' } },
      { control: true },
      { error: { code: 'invalid-request' } },
    ])
  })

  it('accepts one to twenty requests', async () => {
    const batch = (length: number) =>
      server.call('POST', '/api/batch-generate/acme', {
        requests: Array.from({ length }, () => ({ template_id: 'welcome' })),
        user_id: 'b',
      })
    expect([(await batch(0)).status, (await batch(20)).status, (await batch(21)).status]).toEqual([
      400, 200, 400,
    ])
  })
})

it('the control wording is given, marked degraded, when the store does not answer in time', async () => {
  const before = await decisionsOf('acme')
  const letGo = await holdStore(server.services.db, 'message_keys')
  const { status, body } = await post({ template_id: 'welcome', user_id: 'late', fields: { name: 'Lee' } })
  await letGo()
  expect(status).toBe(200)
  expect(body).toMatchObject({
    copy: { id: template.controlId, vars: { subject: 'Hello Lee' } },
    control: true,
    degraded: true,
    reason: 'store-down',
    decision_id: null,
  })
  await server.services.ledger.drain()
  expect(await decisionsOf('acme')).toBe(before)
})
