import { describe, expect, it } from 'vitest'
import { createTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { forgetFormerSlugs } from './slug-store.ts'

const t = useServer()

const START = new Date('2026-03-01T10:00:00Z')

describe('another slug', () => {
  it('works at once, and the former one for 90 days; who still calls it is listed', async () => {
    t.setNow(START)
    await t.call('POST', '/api/v1/orgs', { slug: 'marlow' })
    await createTemplate(t, 'marlow', 'welcome')
    const key = (await t.call('POST', '/api/v1/orgs/marlow/keys', { name: 'Backend', scopes: ['serve'] }))
      .body.key
    const choose = async (slug: string) =>
      (
        await t.call(
          'POST',
          `/api/generate/${slug}`,
          { template_id: 'welcome', user_id: 'u' },
          { 'x-api-key': key },
        )
      ).status

    const renamed = await t.call('PATCH', '/api/v1/orgs/marlow', { slug: 'marlow-coffee' })
    expect(renamed).toMatchObject({ status: 200, body: { slug: 'marlow-coffee' } })
    expect([await choose('marlow'), await choose('marlow-coffee')]).toEqual([200, 200])
    await t.services.keyUses.flush()
    expect((await t.call('GET', '/api/v1/orgs/marlow-coffee/former-slugs')).body).toEqual({
      items: [
        {
          slug: 'marlow',
          until: '2026-05-30T10:00:00.000Z',
          callers: [{ name: 'Backend', last_at: START.toISOString() }],
        },
      ],
    })
    const [row] = (await t.call('GET', '/api/v1/orgs/marlow-coffee/audit?action=updateOrg&limit=1')).body
      .items
    expect(row).toMatchObject({ before: { slug: 'marlow' }, after: { slug: 'marlow-coffee' } })

    t.setNow(new Date('2026-05-30T10:00:00Z'))
    await forgetFormerSlugs(t.services.db, new Date('2026-05-30T10:00:00Z'))
    await t.services.catalog.refresh()
    expect([await choose('marlow'), await choose('marlow-coffee')]).toEqual([404, 200])
  })

  it('may not be one that another organisation has, or had until recently', async () => {
    t.setNow(START)
    for (const slug of ['one', 'two']) await t.call('POST', '/api/v1/orgs', { slug })
    expect((await t.call('PATCH', '/api/v1/orgs/one', { slug: 'two', name: 'x' })).body).toMatchObject({
      code: 'already-exists',
      errors: [{ field: '/slug' }],
    })
    expect((await t.call('GET', '/api/v1/orgs/one')).body).toMatchObject({ slug: 'one', name: 'one' })
    await t.call('PATCH', '/api/v1/orgs/one', { slug: 'uno' })
    expect((await t.call('PATCH', '/api/v1/orgs/two', { slug: 'one' })).body.code).toBe('already-exists')
    expect((await t.call('POST', '/api/v1/orgs', { slug: 'one' })).body.code).toBe('already-exists')
    // Back again.
    expect((await t.call('PATCH', '/api/v1/orgs/uno', { slug: 'one' })).status).toBe(200)
    expect((await t.call('GET', '/api/v1/orgs/one/former-slugs')).body.items).toMatchObject([{ slug: 'uno' }])
    expect((await t.call('PATCH', '/api/v1/orgs/one', { slug: 'Bad Slug' })).status).toBe(400)
  })
})
