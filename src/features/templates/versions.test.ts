import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/app.ts'
import { createTemplate, type TestTemplate } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
let template: TestTemplate
beforeEach(async () => {
  template = await createTemplate(scene.server, scene.org, 'mail')
})

const at = (path = '') => `/api/v1/orgs/${scene.org}/templates/mail${path}`
const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => scene.server.call(method, at(path), body, headers)
const etag = async (path: string) => {
  const headers = { 'x-api-key': ADMIN_KEY }
  return String((await scene.server.app.inject({ method: 'GET', url: at(path), headers })).headers['etag'])
}
const draft = async () =>
  (await call('POST', '/variants', { name: 'Draft', vars: { subject: 'one' } })).body.id

describe('the texts of a variant', () => {
  it('change while nobody got them, and each is kept with who wrote it', async () => {
    const id = await draft()
    scene.tick()
    expect((await call('PATCH', `/variants/${id}`, { vars: { subject: 'two' } })).status).toBe(200)
    expect((await call('PATCH', `/variants/${id}`, { name: 'Renamed' })).status).toBe(200)
    const { body } = await call('GET', `/variants/${id}/versions`)
    expect(body.items).toMatchObject([
      { version: 2, vars: { subject: 'two' }, changed: ['subject'], changed_by: "operator's key" },
      { version: 1, vars: { subject: 'one' }, changed: ['subject'], changed_by: "operator's key" },
    ])
    expect(body.served).toBe(false)
    expect(body.items[0].changed_at).toBe(new Date(scene.now).toISOString())
  })

  it('are kept too for variants that are older than the versions', async () => {
    const id = await draft()
    await scene.server.services.db.query({
      text: 'delete from variant_versions where variant_id = $1',
      values: [id],
    })
    expect((await call('GET', `/variants/${id}/versions`)).body.items).toMatchObject([
      { version: 1, changed_by: null },
    ])
    await call('PATCH', `/variants/${id}`, { vars: { subject: 'two' } })
    await call('PATCH', `/variants/${id}`, { vars: { subject: 'three' } })
    expect((await call('GET', `/variants/${id}/versions`)).body.items).toMatchObject([
      { version: 3, vars: { subject: 'three' } },
      { version: 2, vars: { subject: 'two' } },
      { version: 1, vars: { subject: 'one' }, changed_by: null },
    ])
  })

  it('can change after a preview, and after control wording outside of the experiment', async () => {
    const id = String(template.controlId)
    await call('PATCH', '', { status: 'archived' })
    await call('PATCH', '', { status: 'draft' })
    const ask = (more: object) =>
      scene.server.call('POST', `/api/generate/${scene.org}`, { template_id: 'mail', user_id: 'u1', ...more })
    expect((await ask({ preview: true })).body.copy.id).toBe(id)
    expect((await ask({})).body.reason).toBe('template-draft')
    expect((await call('PATCH', `/variants/${id}`, { vars: { subject: 'Today' } })).status).toBe(200)
  })
})

describe('If-Match', () => {
  it('refuses a change of a variant that was made for an older version', async () => {
    const id = await draft()
    const seen = await etag(`/variants/${id}`)
    const first = await call('PATCH', `/variants/${id}`, { vars: { subject: 'mine' } }, { 'if-match': seen })
    expect(first.status).toBe(200)
    const second = await call(
      'PATCH',
      `/variants/${id}`,
      { vars: { subject: 'theirs' } },
      { 'if-match': seen },
    )
    expect([second.status, second.body.code]).toEqual([412, 'changed-meanwhile'])
    expect((await call('DELETE', `/variants/${id}`, undefined, { 'if-match': seen })).status).toBe(412)
    const now = await etag(`/variants/${id}`)
    expect(
      (await call('PATCH', `/variants/${id}`, { name: 'x' }, { 'if-match': `"other", ${now}` })).status,
    ).toBe(200)
    expect((await call('DELETE', `/variants/${id}`, undefined, { 'if-match': '*' })).status).toBe(204)
  })

  it('lets one of several changes at once through', async () => {
    const id = await draft()
    const headers = { 'if-match': await etag(`/variants/${id}`) }
    const changes = ['a', 'b', 'c', 'd'].map(subject =>
      call('PATCH', `/variants/${id}`, { vars: { subject } }, headers),
    )
    const statuses = (await Promise.all(changes)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 412, 412, 412])
  })

  it('refuses a change of a template that was made for an older version', async () => {
    const headers = { 'if-match': await etag('') }
    expect((await call('PATCH', '', { name: 'Mine' }, headers)).status).toBe(200)
    expect((await call('PATCH', '', { name: 'Theirs' }, headers)).status).toBe(412)
    expect((await call('GET', '')).body.name).toBe('Mine')
  })
})

describe('the share that a variant starts with', () => {
  it('is the share that it gets', async () => {
    const id = await draft()
    const told = (await call('GET', `/variants/${id}/start-share`)).body
    expect(told.share).toBeGreaterThan(0)
    expect(told.replaces_control).toBe(false)
    await call('PATCH', `/variants/${id}`, { status: 'approved' })
    const { services } = scene.server
    const org = await services.catalog.findOrg(scene.org)
    const mail = org?.templates.get('mail')
    const given = org && mail ? (await services.policies.allocationOf(org, mail)).get(id) : undefined
    expect(told.share).toBeCloseTo((given ?? 0) * 0.9, 1)
  })

  it('is that of the control for the control', async () => {
    const { body } = await call('GET', `/variants/${template.controlId}/start-share`)
    expect(body).toEqual({ share: 0.1, replaces_control: true })
  })
})
