import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'

const t = useServer()
const at = '/api/v1/orgs/acme'

beforeAll(async () => {
  await createOrg(t, 'acme')
  for (const name of ['staging', 'used', 'spare']) await t.call('POST', `${at}/sandboxes`, { name })
  await createTemplate(t, 'acme', 'welcome', { sandbox: 'used' })
  const webhook = { name: 'Mine', channels: ['email'], url: 'https://example.com/hook', sandbox: 'used' }
  expect((await t.call('POST', `${at}/feedback-webhooks`, webhook)).status).toBe(201)
})

describe('PATCH /sandboxes/:name', () => {
  it('200: renames it with what belongs to it', async () => {
    expect((await t.call('PATCH', `${at}/sandboxes/used`, { name: 'qa' })).body).toMatchObject({ name: 'qa' })
    expect((await t.call('GET', `${at}/templates/welcome`)).body.sandbox).toBe('qa')
    expect((await t.call('GET', `${at}/feedback-webhooks`)).body.items).toMatchObject([{ sandbox: 'qa' }])
    expect((await t.call('GET', `${at}/sandboxes/used`)).status).toBe(404)
    await t.call('PATCH', `${at}/sandboxes/qa`, { name: 'used' })
  })

  it('409 and 404: not prod, not into a taken name, not what does not exist', async () => {
    const code = async (from: string, name: string) =>
      (await t.call('PATCH', `${at}/sandboxes/${from}`, { name })).body.code
    expect(await code('prod', 'live')).toBe('conflict')
    expect(await code('staging', 'used')).toBe('already-exists')
    expect(await code('none', 'other')).toBe('not-found')
  })
})

describe('DELETE /sandboxes/:name', () => {
  it('204: deletes an empty one', async () => {
    expect((await t.call('DELETE', `${at}/sandboxes/spare`)).status).toBe(204)
    expect((await t.call('DELETE', `${at}/sandboxes/spare`)).status).toBe(404)
  })

  it('409: not prod, and not one in use: it says by what', async () => {
    expect((await t.call('DELETE', `${at}/sandboxes/prod`)).body.code).toBe('conflict')
    expect((await t.call('DELETE', `${at}/sandboxes/used`)).body).toMatchObject({
      code: 'conflict',
      detail: expect.stringMatching(/template "welcome", the feedback webhook "Mine"/),
    })
  })
})

describe('POST /attributes/try', () => {
  const rule = {
    ...{ name: 'country', type: 'string', default: 'other' },
    options: [{ value: 'us', aliases: ['USA', '/^united s/i'] }],
  }
  const attempt = async (values: unknown[], changes = {}) =>
    (await t.call('POST', `${at}/attributes/try`, { rule: { ...rule, ...changes }, values })).body

  it('shows what each raw value becomes, and saves nothing', async () => {
    expect(await attempt(['USA', ' United States ', 'Atlantis', '', ['usa', 'x']])).toEqual({
      items: [
        { value: 'USA', becomes: ['us'] },
        { value: ' United States ', becomes: ['us'] },
        { value: 'Atlantis', becomes: ['other'] },
        { value: '', becomes: ['other'] },
        { value: ['usa', 'x'], becomes: ['us', 'other'] },
      ],
    })
    expect((await t.call('GET', `${at}/attributes`)).body.items).toEqual([])
    expect((await t.call('GET', `${at}/audit?object=attribute`)).body.items).toEqual([])
  })

  it('says the same as a decision: a rule with a source, numbers, days', async () => {
    t.setNow(new Date('2026-03-01T10:00:00Z'))
    const numeric = { type: 'numeric', options: undefined, source: 'ltv', default: undefined }
    const buckets = [{ value: 'low', max: 10 }, { value: 'high' }]
    expect(await attempt([3, '12', 'x'], { ...numeric, buckets })).toMatchObject({
      items: [{ becomes: ['low'] }, { becomes: ['high'] }, { becomes: [] }],
    })
    const days = [{ value: 'new', max_days: 7 }, { value: 'old' }]
    expect(await attempt(['2026-02-27'], { ...numeric, type: 'date', buckets: days })).toMatchObject({
      items: [{ becomes: ['new'] }],
    })
  })

  it('422: names what is wrong in the rule', async () => {
    expect(await attempt(['a'], { options: [{ value: 'x', aliases: ['/(/'] }] })).toMatchObject({
      code: 'unprocessable',
      errors: [{ field: '/options/0/aliases/0' }],
    })
  })
})
