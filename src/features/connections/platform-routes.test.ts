import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp } from '../../../test/app.ts'
import { createOrg, createTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'

const t = useServer()
beforeAll(async () => {
  await t.call('POST', '/api/v1/orgs', { slug: 'acme' })
  await t.call('POST', '/api/v1/orgs', { slug: 'other' })
  await t.call('POST', '/api/v1/orgs', { slug: 'named' })
})

const platforms = '/api/v1/orgs/acme/platforms'

interface Shown {
  readonly slug: string
  readonly configured: boolean
  readonly settings: readonly {
    readonly key: string
    readonly value: string | null
    readonly is_set: boolean
  }[]
}
const setting = (platform: Shown, key: string) => platform.settings.find(field => field.key === key)

describe('GET /platforms', () => {
  it('200: shows every platform with its address and its settings', async () => {
    const { status, body } = await t.call('GET', platforms)
    expect(status).toBe(200)
    expect(body.items.map(({ slug }: Shown) => slug)).toEqual(PLATFORMS.map(({ slug }) => slug))
    const cio = body.items.find(({ slug }: Shown) => slug === 'cio')
    expect(cio).toMatchObject({
      name: 'Customer.io',
      endpoint_url: 'https://parley.example.com/api/webhook/cio/acme',
      configured: false,
    })
    expect(setting(cio, 'signing_key')).toMatchObject({
      kind: 'secret',
      required: true,
      value: null,
      is_set: false,
    })
    const events = body.items.find(({ slug }: Shown) => slug === 'events')
    // Its calls come with a key, and there is none yet.
    expect(events).toMatchObject({
      ...{ configured: false, settings: [] },
      missing: [expect.stringContaining('key that may report events')],
    })
  })
})

describe('GET /platforms/:slug', () => {
  const guideOf = async (query = '', org = 'guided') => {
    const { status, body } = await t.call('GET', `/api/v1/orgs/${org}/platforms/cio${query}`)
    return status === 200 ? body.guide : body
  }
  const codeOf = (guide: { snippets: readonly { code: string }[] }) =>
    guide.snippets.map(({ code }) => code).join()

  it('200: shows what the list shows', async () => {
    const { body } = await t.call('GET', platforms)
    for (const item of body.items)
      expect(await t.call('GET', `${platforms}/${item.slug}`)).toEqual({ status: 200, body: item })
  })

  it('200: explains the ids by which messages are recognised', async () => {
    const { body } = await t.call('GET', `${platforms}/cio`)
    expect(body.integration).toContainEqual({
      key: 'campaign_id',
      label: expect.any(String),
      help: expect.any(String),
      where: expect.any(String),
    })
  })

  it('200: fills the instructions in with a template', async () => {
    await t.call('POST', '/api/v1/orgs', { slug: 'guided' })
    expect(await guideOf()).toMatchObject({
      template_id: 'YOUR_TEMPLATE_ID',
      steps: expect.arrayContaining([
        {
          ...{ key: 'ask', title: expect.any(String), text: expect.any(String), expect: expect.any(String) },
          ...{ optional: false, settings: [], integration: [], state: 'todo', evidence: null, since: null },
        },
      ]),
    })
    const ids = { cio: { campaign_id: '4711' } }
    await t.call('POST', '/api/v1/orgs/guided/templates', { id: 'first', variables: [] })
    expect(await guideOf()).toMatchObject({ template_id: 'first' })
    await createTemplate(t, 'guided', 'second', { integration: ids })
    const chosen = await guideOf()
    expect(chosen.template_id).toBe('second')
    expect(codeOf(chosen)).toContain('second')
    expect(codeOf(chosen)).toContain('https://parley.example.com')
    const named = await guideOf('?template=first')
    expect(named.template_id).toBe('first')
    expect(codeOf(named)).not.toContain('second')
  })

  it('404: a platform or a template that is none', async () => {
    expect((await t.call('GET', `${platforms}/fax`)).body.code).toBe('platform-not-found')
    expect(await guideOf('?template=none', 'acme')).toMatchObject({ code: 'template-not-found' })
    const listed = await t.call('GET', `${platforms}?template=none`)
    expect(listed).toMatchObject({ status: 404, body: { code: 'template-not-found' } })
  })
})

describe('PUT /platforms/:slug', () => {
  it('200: keeps secrets secret, shows texts, and leaves what is not named', async () => {
    const first = await t.call('PUT', `${platforms}/cio`, {
      settings: { signing_key: 'hush-hush', region: 'eu' },
    })
    expect(first.status).toBe(200)
    expect(first.body.configured).toBe(true)
    expect(setting(first.body, 'signing_key')).toMatchObject({ value: null, is_set: true })
    expect(setting(first.body, 'region')).toMatchObject({ value: 'eu', is_set: true })

    const second = await t.call('PUT', `${platforms}/cio`, { settings: { region: null } })
    expect(setting(second.body, 'signing_key')).toMatchObject({ value: null, is_set: true })
    expect(setting(second.body, 'region')).toMatchObject({ value: null, is_set: false })

    const listed = await t.call('GET', platforms)
    expect(listed.body.items).toContainEqual(second.body)
    expect(JSON.stringify(listed.body)).not.toContain('hush')
    const rows = await t.services.db.query<{ settings: object }>({
      text: 'select settings from platform_settings',
    })
    expect(JSON.stringify(rows)).not.toContain('hush')
    expect(t.services.catalog.known('acme')?.platforms.get('cio')).toEqual({ signing_key: 'hush-hush' })
    expect(t.services.catalog.known('other')?.platforms.size).toBe(0)
  })

  it('200: null takes a required setting away again', async () => {
    await t.call('PUT', `${platforms}/cio`, { settings: { signing_key: 'a' } })
    const { body } = await t.call('PUT', `${platforms}/cio`, { settings: { signing_key: null } })
    expect(body.configured).toBe(false)
    expect(setting(body, 'signing_key')).toMatchObject({ is_set: false })
  })

  it('200: keeps several named keys, and shows the ends of those that are long enough', async () => {
    const settings = {
      signing_key: 'the-first-signing-key-0000',
      'signing_key.us': 'the-third-signing-key-7b2e',
      'signing_key.eu': 'too-short-91ac',
    }
    const { body } = await t.call('PUT', '/api/v1/orgs/named/platforms/cio', { settings })
    const shown = ['signing_key', 'signing_key.eu', 'signing_key.us'].map(key => setting(body, key))
    expect(shown).toMatchObject([
      { required: true, is_set: true, last_four: '0000' },
      { name: 'eu', required: false, value: null, is_set: true, last_four: null },
      { name: 'us', required: false, value: null, is_set: true, last_four: '7b2e' },
    ])
    expect(setting(body, 'app_api_key')).toMatchObject({ last_four: null })
    const removal = { settings: { 'signing_key.us': null, signing_key: null } }
    const { body: after } = await t.call('PUT', '/api/v1/orgs/named/platforms/cio', removal)
    expect(after.configured).toBe(true)
    expect(setting(after, 'signing_key.us')).toBeUndefined()
    expect(setting(after, 'signing_key')).toMatchObject({ is_set: false, last_four: null })
  })

  it('422: says how the name of a key must look', async () => {
    const settings = { 'signing_key.eu west': 'a-signing-key', 'region.eu': 'us' }
    const { status, body } = await t.call('PUT', `${platforms}/cio`, { settings })
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          field: '/settings/signing_key.eu west',
          message: expect.stringContaining(
            '"eu west" cannot be the name of a Webhook signing key. A name has',
          ),
        },
        { field: '/settings/region.eu', message: expect.stringContaining('has no setting "region.eu"') },
      ],
    ])
  })

  it('422: names every setting that is unknown or empty, and changes nothing', async () => {
    const settings = { region: 'us', 'a/b~c': 'x', app_api_key: ' ', signing_key: 'sealed:v1:AAAA' }
    const { status, body } = await t.call('PUT', `${platforms}/cio`, { settings })
    expect([status, body.code]).toEqual([422, 'unprocessable'])
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/settings/a~1b~0c',
      '/settings/app_api_key',
      '/settings/signing_key',
    ])
    expect(body.detail).toContain('"a/b~c"')
    const { body: after } = await t.call('PUT', `${platforms}/cio`, { settings: {} })
    expect(setting(after, 'region')).toMatchObject({ is_set: false })
  })

  it.each([{}, { settings: { signing_key: 5 } }, { settings: [] }, { settings: {}, more: 1 }])(
    '400: refuses %j',
    async body => {
      expect((await t.call('PUT', `${platforms}/cio`, body)).status).toBe(400)
    },
  )

  it('404: a platform that is none', async () => {
    const { status, body } = await t.call('PUT', `${platforms}/fax`, { settings: {} })
    expect([status, body.code]).toEqual([404, 'platform-not-found'])
    expect(body.detail).toContain('cio')
  })
})

describe('a public URL that no platform can reach', () => {
  it('is said in the instructions of every platform', async () => {
    const server = await startTestApp({ PUBLIC_URL: 'http://localhost:3000' })
    await createOrg(server, 'acme')
    const { body } = await server.call('GET', '/api/v1/orgs/acme/platforms')
    for (const { guide } of body.items) expect(guide.notice).toContain('http://localhost:3000')
    await server.close()
  })
})
