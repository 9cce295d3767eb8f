import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/app.ts'
import { createTemplate, processInbox, type TestTemplate } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene
let template: TestTemplate
let first: string
beforeEach(async () => {
  template = await createTemplate(server, scene.org, 'mail')
  first = String(template.variantIds[0])
})

const at = (path = '') => `/api/v1/orgs/${scene.org}/templates/mail${path}`
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, headers?: Headers) =>
  server.call(method, at(path), body, headers)
type Headers = Record<string, string>
const patch = (id: string | undefined, body: object, headers?: Headers) =>
  call('PATCH', `/variants/${id}`, body, headers)
const read = async (id: string | undefined) => (await call('GET', `/variants/${id}`)).body
const tagOf = async (id: string) => {
  const request = { method: 'GET' as const, url: at(`/variants/${id}`), headers: { 'x-api-key': ADMIN_KEY } }
  return { 'if-match': String((await server.app.inject(request)).headers['etag']) }
}
const ask = async (person: number, more: object = {}) => {
  const body = { template_id: 'mail', user_id: `p${person}`, fields: { name: 'Ann' }, ...more }
  return server.call('POST', `/api/generate/${scene.org}`, body)
}
const NEW = { vars: { subject: 'Another text' } }

/** Asks until the variant was given, and returns its decision. */
async function serve(id: string | undefined): Promise<string> {
  for (let person = 0; person < 300; person++) {
    const { body } = await ask(person)
    if (body.copy.id === id) return body.decision_id
  }
  throw new Error(`nobody got ${id}`)
}

/** A variant that people got, and its new version. */
async function replace(id = first, body: object = NEW) {
  const decision = await serve(id)
  scene.tick()
  const reply = await patch(id, body)
  expect(reply.status).toBe(200)
  return { decision, former: id, next: String(reply.body.id), body: reply.body }
}

describe('a new text of a variant that people got', () => {
  it('is a new variant in its place; the former is archived with its text and its figures', async () => {
    const before = await read(first)
    const { next, body, decision } = await replace(first, { ...NEW, themes: ['short'] })
    expect(next).not.toBe(first)
    expect(body).toMatchObject({ ...NEW, name: before.name, themes: ['short'], status: 'approved' })
    expect(body).toMatchObject({ replaces: first, replaced_by: null, notice: expect.stringMatching(/\.$/) })
    expect(await read(first)).toMatchObject({ vars: before.vars, status: 'archived', replaced_by: next })
    const { notice: _, ...stored } = body
    expect(await read(next)).toEqual(stored)
    const listed = (await call('GET', '/variants')).body.items
    expect(listed).toEqual(expect.arrayContaining([await read(first), await read(next)]))

    await serve(next)
    const { variants } = (await call('GET', '/results')).body
    const figures = new Map(variants.map((row: { id: string; decisions: number }) => [row.id, row.decisions]))
    expect(figures.get(first)).toBeGreaterThan(0)
    expect(figures.get(next)).toBeGreaterThan(0)
    const told = await server.call('GET', `/api/v1/orgs/${scene.org}/decisions/${decision}`)
    expect(told.body).toMatchObject({ variant_id: first, replaced_by: next })
  })

  it('has the history of the former, and the former that of its successors', async () => {
    const { next } = await replace()
    await serve(next)
    const { body: third } = await patch(next, { vars: { subject: 'A third text' } })
    for (const id of [first, next, third.id]) {
      const { items } = (await call('GET', `/variants/${id}/versions`)).body
      expect(items).toMatchObject([
        { version: 3, variant_id: third.id, vars: { subject: 'A third text' }, changed_by: "operator's key" },
        { version: 2, variant_id: next, ...NEW, changed: ['subject'] },
        { version: 1, variant_id: first },
      ])
    }
    const middle = (await call('GET', `/variants/${next}/versions`)).body
    expect(middle).toMatchObject({ served: true, replaces: first, replaced_by: third.id })
    expect(middle.messages).toBeGreaterThan(0)
    expect((await call('GET', `/variants/${third.id}/versions`)).body).toMatchObject({
      served: false,
      messages: 0,
    })
  })

  it('changes in place while nobody got the new variant, as do the name, themes, targets and approval', async () => {
    const { next } = await replace()
    expect((await patch(next, { vars: { subject: 'Corrected' } })).body.id).toBe(next)
    await serve(next)
    const rest = { name: 'Renamed', themes: ['a'], attrs: { plan: ['pro'] }, status: 'archived' }
    const { body } = await patch(next, rest)
    expect(body).toMatchObject({ id: next, ...rest, replaces: first })
    expect(body).not.toHaveProperty('notice')
  })

  it('409: the former does not change any more, and the refusal names the newest version', async () => {
    const { next } = await replace()
    await serve(next)
    const { body: third } = await patch(next, { vars: { subject: 'A third text' } })
    for (const body of [{ status: 'approved' }, { name: 'x' }, NEW]) {
      const refused = await patch(first, body)
      expect([refused.status, refused.body.code]).toEqual([409, 'replaced'])
      expect(refused.body.detail).toContain(third.id)
      expect(refused.body.links.successor).toBe(at(`/variants/${third.id}`))
    }
  })

  it('is made once if the same change comes again, also with the ETag of before', async () => {
    await serve(first)
    const tag = await tagOf(first)
    const { body: made } = await patch(first, NEW, tag)
    for (const headers of [undefined, tag]) expect((await patch(first, NEW, headers)).body).toEqual(made)
    expect((await patch(made.id, NEW)).body.id).toBe(made.id)
    expect((await call('GET', '/variants')).body.items).toHaveLength(4)
  })

  it('412: a change for an older version, of the former and of the new one', async () => {
    await serve(first)
    const stale = await tagOf(first)
    await patch(first, { name: 'Renamed' })
    expect((await patch(first, NEW, stale)).body.code).toBe('changed-meanwhile')
    const { body: made } = await patch(first, NEW, await tagOf(first))
    expect((await patch(first, { name: 'x' }, stale)).status).toBe(412)
    expect((await patch(first, { name: 'x' }, await tagOf(first))).body.code).toBe('replaced')
    const seen = await tagOf(made.id)
    expect((await patch(made.id, { name: 'y' }, seen)).status).toBe(200)
    expect((await patch(made.id, { name: 'z' }, seen)).status).toBe(412)
  })

  it('is made by one of several changes at once', async () => {
    await serve(first)
    const tag = await tagOf(first)
    const texts = ['a', 'b', 'c'].map(subject => ({ vars: { subject } }))
    const tagged = await Promise.all(texts.map(body => patch(first, body, tag)))
    expect(tagged.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    const second = String(template.variantIds[1])
    await serve(second)
    const free = await Promise.all(texts.map(body => patch(second, body)))
    expect(free.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await call('GET', '/variants')).body.items).toHaveLength(5)
  })

  it('makes nothing if it is refused', async () => {
    await serve(first)
    expect((await patch(first, { vars: { subject: '{{ open' } })).status).toBe(422)
    expect((await patch(first, { ...NEW, control: true })).status).toBe(409)
    expect(await read(first)).toMatchObject({ status: 'approved', replaced_by: null })
    expect((await call('GET', '/variants')).body.items).toHaveLength(3)
  })

  it('can be taken back before anybody got it: deleted, the former can be used again', async () => {
    const { next } = await replace()
    expect((await call('DELETE', `/variants/${next}`)).status).toBe(204)
    expect((await patch(first, { status: 'approved' })).body).toMatchObject({ id: first, replaced_by: null })
    scene.tick()
    expect((await patch(first, NEW)).body.replaces).toBe(first)
  })

  it('keeps the text until then of a variant that is older than the history', async () => {
    const text = (await read(first)).vars
    await server.services.db.query({
      text: 'delete from variant_versions where variant_id = $1',
      values: [first],
    })
    const { next } = await replace()
    expect((await call('GET', `/variants/${next}/versions`)).body.items).toMatchObject([
      { version: 2, variant_id: next, changed_by: "operator's key" },
      { version: 1, variant_id: first, vars: text, changed_by: null },
    ])
    await call('DELETE', `/variants/${next}`)
    expect((await patch(first, NEW)).status).toBe(200)
  })
})

describe('the control with a new text', () => {
  it('is the control, and the groups stay as they are', async () => {
    const groups = async () => {
      const people = Array.from({ length: 80 }, (_, person) => ask(person, { use_cache: false }))
      return (await Promise.all(people)).map(({ body }) => body.control)
    }
    const before = await groups()
    const { next, body } = await replace(String(template.controlId))
    expect(body.control).toBe(true)
    expect(await groups()).toEqual(before)
    const given = await ask(before.indexOf(true), { use_cache: false })
    expect(given.body).toMatchObject({ control: true, copy: { id: next, vars: NEW.vars } })
    const { control, variants } = (await call('GET', '/results')).body
    const sum = variants
      .filter((row: { control: boolean }) => row.control)
      .reduce((all: number, row: { decisions: number }) => all + row.decisions, 0)
    expect(control.decisions).toBe(sum)
    expect((await call('GET', `/variants/${next}/start-share`)).body).toEqual({
      share: 0.1,
      replaces_control: true,
    })
  })
})

describe('the traffic of a variant with a new text', () => {
  const traffic = (what: string, body: object = {}) => call('POST', `/${what}`, body)

  it('is that of a newcomer while the template learns', async () => {
    const { next } = await replace()
    const { services } = server
    const org = await services.catalog.findOrg(scene.org)
    const mail = org?.templates.get('mail')
    if (!org || !mail) throw new Error('no template')
    expect([...(await services.policies.allocationOf(org, mail)).keys()].sort()).toEqual(
      [next, template.variantIds[1]].sort(),
    )
  })

  it('is the share that a person has set for the former', async () => {
    await serve(first)
    const second = String(template.variantIds[1])
    expect((await traffic('weights', { weights: { [first]: 3, [second]: 1 } })).status).toBe(200)
    const { next } = await replace()
    expect((await call('GET', '')).body.learning.weights).toEqual({ [second]: 1, [next]: 3 })
    const { shares, mode } = (await call('GET', '/traffic')).body
    expect(mode).toBe('set')
    expect(shares.find(({ id }: { id: string }) => id === next).share).toBeCloseTo(0.9 * 0.75)
    expect((await traffic('undo')).body.code).toBe('conflict')
    expect((await traffic('resume')).status).toBe(200)
  })

  it('is all of it after a ship, and the former never comes back by an undo', async () => {
    await serve(first)
    expect((await traffic('ship', { variant_id: first, mode: 'iterate' })).status).toBe(200)
    const { next } = await replace()
    expect((await traffic('undo')).body.code).toBe('conflict')
    await serve(next)
    expect((await traffic('ship', { variant_id: first, mode: 'lock' })).body.code).toBe('conflict')
    expect((await traffic('ship', { variant_id: next, mode: 'lock' })).status).toBe(200)
    expect((await patch(next, { vars: { subject: 'x' } })).body.detail).toContain('Unlock it first')
    expect((await traffic('undo')).status).toBe(200)
    expect(await read(first)).toMatchObject({ status: 'archived', replaced_by: next })
  })

  it('stays as it was when an undo would bring back a draft that was replaced', async () => {
    await serve(first)
    await patch(first, { status: 'draft' })
    await traffic('freeze')
    await patch(first, NEW)
    expect((await traffic('undo')).status).toBe(200)
    expect(await read(first)).toMatchObject({ status: 'archived' })
  })
})

describe('a replaced variant', () => {
  it('is chosen no more, and not by its id; a message that had it keeps its text when it is asked for again', async () => {
    let person = 0
    const message = () => ask(person, { tracking_id: `m${person}` })
    let given = (await message()).body
    while (given.copy.id !== first) {
      person++
      given = (await message()).body
    }
    await patch(first, NEW)
    expect((await message()).body).toEqual(given)
    expect((await ask(1, { copy_id: first })).status).toBe(422)
  })

  it('is in no export', async () => {
    await replace()
    const { items } = (await call('GET', '/variants.json')).body
    const texts = items.map(({ vars }: { vars: { subject: string } }) => vars.subject)
    expect(texts.sort()).toEqual(['Another text', 'Hello {{ name }}', 'Hi {{ name }}, number 2'])
  })

  it('keeps what is reported of its messages, also when the reports are read again', async () => {
    const { decision, next } = await replace()
    await scene.report({ type: 'click', decision_id: decision, user_id: 'p0' })
    await processInbox(server)
    const clicks = async () => {
      const { variants } = (await call('GET', '/results')).body
      const of = (id: string) => variants.find((row: { id: string }) => row.id === id)?.clicks ?? 0
      return [of(first), of(next)]
    }
    expect(await clicks()).toEqual([1, 0])
    const replayed = await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, {
      filter: { from: '2020-01-01' },
    })
    expect(replayed.status).toBe(202)
    await processInbox(server)
    expect(await clicks()).toEqual([1, 0])
  })
})

it('the audit log shows the former and the new version, and the chart a mark', async () => {
  const { next } = await replace()
  const { items } = (await server.call('GET', `/api/v1/orgs/${scene.org}/audit?limit=1`)).body
  expect(items[0]).toMatchObject({
    action: 'updateVariant',
    before: { id: first, replaces: null },
    after: { id: next, replaces: first, 'vars.subject': 'Another text' },
  })
})
