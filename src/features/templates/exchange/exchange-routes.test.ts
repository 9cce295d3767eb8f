import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
beforeEach(async () => {
  await createTemplate(scene.server, scene.org, 'mail')
})

const at = (path = '') => `/api/v1/orgs/${scene.org}/templates/mail${path}`
const variants = async () => (await scene.server.call('GET', at('/variants'))).body.items

describe('import and export of variants', () => {
  it('gives back in another template what one exported', async () => {
    await scene.server.call('POST', at('/variants'), {
      name: '=HYPERLINK("x")',
      vars: { subject: '-20 % "today", {{ name }}' },
      attrs: { country: ['de', 'at'] },
      themes: ['urgency', 'a; b'],
    })
    const csv = (await scene.server.call('GET', at('/variants.csv'))).body
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
    const path = `/api/v1/orgs/${scene.org}/templates`
    await scene.server.call('POST', path, { id: 'other', variables: ['subject'] })
    const reply = await scene.server.call('POST', `${path}/other/variants/import`, { csv })
    expect(reply.status).toBe(200)
    expect(reply.body.created).toHaveLength(4)
    const content = ({ name, vars, attrs, themes, control, status }: Record<string, unknown>) => ({
      ...{ name, vars, attrs, themes, control, status },
    })
    const copies = (await scene.server.call('GET', `${path}/other/variants`)).body.items
    expect(copies.map(content)).toEqual((await variants()).map(content))
    const json = (await scene.server.call('GET', at('/variants.json'))).body
    expect(json.items).toEqual(copies.map(content))
  })

  it('creates all or none, and says what is wrong in each', async () => {
    const before = await variants()
    const csv = 'name,control,subject\nGood,,Hi\nBroken,,{{ name\nToday,yes,Hello\n'
    const reply = await scene.server.call('POST', at('/variants/import'), { csv })
    expect([reply.status, reply.body.code]).toEqual([422, 'unprocessable'])
    expect(reply.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/items/1/vars/subject',
      '/items/2/control',
    ])
    expect(reply.body.detail).toMatch(/"Broken": .*line 1, column 1.*"Today": .*has a control already/)
    expect(await variants()).toEqual(before)
  })

  it('checks only, if asked to', async () => {
    const before = await variants()
    const items = [{ name: 'A', vars: { subject: 'x' } }]
    const reply = await scene.server.call('POST', at('/variants/import'), { items, dry_run: true })
    expect(reply.body).toEqual({ created: [{ id: null, name: 'A', status: 'draft' }] })
    expect(await variants()).toEqual(before)
  })

  it.each([
    [{}, '/csv'],
    [{ csv: 'subject\nx' }, '/csv'],
    [{ csv: 'name,body\nA,x' }, '/items/0/vars/body'],
  ])('422: %j', async (body, field) => {
    const reply = await scene.server.call('POST', at('/variants/import'), body)
    expect([reply.status, reply.body.errors[0].field]).toEqual([422, field])
  })

  it('reads a table before there is a template', async () => {
    const path = `/api/v1/orgs/${scene.org}/variants/read`
    const { body } = await scene.server.call('POST', path, { csv: 'name;subject;body\nA;x;y' })
    expect(body).toMatchObject({ variables: ['subject', 'body'], items: [{ name: 'A' }] })
  })

  it('lists the themes that are in use', async () => {
    const items = [
      { name: 'A', vars: { subject: 'x' }, themes: ['short', 'urgent'] },
      { name: 'B', vars: { subject: 'x' }, themes: ['urgent'] },
      { name: 'C', vars: { subject: 'x' }, themes: ['old'], status: 'archived' },
    ]
    await scene.server.call('POST', at('/variants/import'), { items })
    const { body } = await scene.server.call('GET', `/api/v1/orgs/${scene.org}/themes`)
    expect(body.items).toEqual([
      { name: 'urgent', variants: 2 },
      { name: 'short', variants: 1 },
    ])
  })
})
