import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene

let at: string
let template: Awaited<ReturnType<typeof createTemplate>>
beforeEach(async () => {
  template = await createTemplate(server, scene.org, 'welcome', {}, 3)
  at = `/api/v1/orgs/${scene.org}/templates/${template.id}`
})

const change = (what: string, body: object = {}) => server.call('POST', `${at}/${what}`, body)
const read = async () => (await server.call('GET', at)).body
const statuses = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await read()).variants.map(({ id, status }: { id: string; status: string }) => [id, status]),
  )

/** The wordings that new people get. */
async function served(people: number): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (let person = 0; person < people; person++) {
    const { body } = await server.call('POST', `/api/generate/${scene.org}`, {
      template_id: template.id,
      user_id: `person-${person}`,
    })
    counts.set(body.copy.id, (counts.get(body.copy.id) ?? 0) + 1)
  }
  return counts
}

describe('POST /templates/:id/ship', () => {
  const ship = (more: object = {}) =>
    change('ship', { variant_id: template.variantIds[0], mode: 'iterate', ...more })

  it('200: a dry run tells the effect in shares, and changes nothing', async () => {
    const before = await read()
    const { status, body } = await ship({ dry_run: true })
    expect(status).toBe(200)
    expect(body).toMatchObject({ applied: false, change: null, status: 'active' })
    expect(body.stops.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      template.variantIds.slice(1).toSorted(),
    )
    const sum = (name: 'before' | 'after') =>
      body.shares.reduce((all: number, share: Record<string, number>) => all + (share[name] ?? 0), 0)
    expect(sum('before')).toBeCloseTo(1)
    expect(sum('after')).toBeCloseTo(1)
    const winner = body.shares.find(({ id }: { id: string }) => id === template.variantIds[0])
    expect(winner.after).toBeCloseTo(0.9)
    expect(await read()).toEqual(before)
    expect((await server.call('GET', `${at}/traffic`)).body).toMatchObject({ mode: 'learning', changes: [] })
  })

  it('200: iterate stops the others, and new wordings may compete', async () => {
    const { body } = await ship({ note: 'clear enough' })
    expect(body).toMatchObject({
      applied: true,
      status: 'active',
      change: { kind: 'ship', variant_id: template.variantIds[0], note: 'clear enough' },
    })
    const given = await served(40)
    expect([...given.keys()].toSorted()).toEqual([template.controlId, template.variantIds[0]].toSorted())
    const added = await server.call('POST', `${at}/variants`, {
      name: 'New',
      vars: { subject: 'Hi' },
      status: 'approved',
    })
    expect(added.status).toBe(201)
  })

  it('200: lock refuses wordings until the template is unlocked', async () => {
    expect((await ship({ mode: 'lock' })).body.status).toBe('shipped')
    expect((await server.call('GET', `${at}/traffic`)).body.mode).toBe('locked')
    const wording = { name: 'New', vars: { subject: 'Hi' }, status: 'approved' }
    const refused = await server.call('POST', `${at}/variants`, wording)
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict'])
    expect(refused.body.detail).toContain('Unlock it first')
    const winner = `${at}/variants/${template.variantIds[0]}`
    expect((await server.call('PATCH', winner, { attrs: { plan: ['pro'] } })).status).toBe(409)
    expect((await server.call('PATCH', winner, { name: 'Renamed' })).status).toBe(200)
    expect((await server.call('POST', `${at}/variants`, { ...wording, status: 'draft' })).status).toBe(201)
    expect((await server.call('PATCH', at, { status: 'active' })).status).toBe(200)
    expect((await server.call('POST', `${at}/variants`, wording)).status).toBe(201)
  })

  it('409, 404: only an approved wording of an active template that is not the control', async () => {
    await server.call('PATCH', `${at}/variants/${template.variantIds[1]}`, { status: 'archived' })
    for (const variant_id of [template.variantIds[1], template.controlId]) {
      expect((await ship({ variant_id })).status).toBe(409)
    }
    expect((await ship({ variant_id: 'nobody' })).status).toBe(404)
    await ship({ mode: 'lock' })
    expect((await ship()).body.detail).toContain('is shipped')
    expect((await server.call('POST', `${at}-not/ship`, { variant_id: 'x', mode: 'lock' })).status).toBe(404)
    expect((await change('ship', { variant_id: template.variantIds[0] })).status).toBe(400)
  })

  it('200: an attribute may be named as what every object has', async () => {
    const attrs = { constructor: ['porsche'] }
    await server.call('PATCH', `${at}/variants/${template.variantIds[0]}`, { attrs })
    const { status, body } = await ship()
    expect({ status, stops: body.stops }).toEqual({ status: 200, stops: [] })
  })
})

describe('POST /templates/:id/undo', () => {
  it('200: gives back the wordings and the status, within ten minutes', async () => {
    const before = await statuses()
    scene.tick()
    await change('ship', { variant_id: template.variantIds[2], mode: 'lock' })
    expect(await statuses()).not.toEqual(before)
    scene.tick(9)
    const { status, body } = await change('undo')
    expect([status, body.status]).toEqual([200, 'active'])
    expect(await statuses()).toEqual(before)
    expect((await server.call('GET', `${at}/traffic`)).body).toMatchObject({ mode: 'learning', changes: [] })
    expect((await change('undo')).body.detail).toContain('no change of traffic')
  })

  it('409: after ten minutes, or after another change', async () => {
    scene.tick()
    await change('ship', { variant_id: template.variantIds[0], mode: 'iterate' })
    await server.call('PATCH', `${at}/variants/${template.variantIds[1]}`, { status: 'approved' })
    expect((await change('undo')).body.detail).toContain('was changed since')
    await change('freeze')
    scene.tick(10)
    expect((await change('undo')).body.detail).toContain('more than ten minutes old')
    const { changes } = (await server.call('GET', `${at}/traffic`)).body
    expect(changes.map(({ kind, undo_until }: Record<string, unknown>) => [kind, undo_until])).toEqual([
      ['freeze', null],
      ['ship', null],
    ])
  })
})

describe('shares by hand', () => {
  it('freeze keeps the shares, resume learns again as before', async () => {
    const { body } = await change('freeze')
    expect(body).toMatchObject({ algorithm: 'manual', applied: true })
    for (const { before, after } of body.shares) expect(after).toBeCloseTo(before)
    const { shares } = (await server.call('GET', `${at}/traffic`)).body
    expect(shares.map(({ share }: { share: number }) => share)).toEqual(
      body.shares.map(({ after }: { after: number }) => expect.closeTo(after, 2)),
    )
    expect(await read()).toMatchObject({ algorithm: 'manual', epsilon: 0 })
    expect((await server.call('GET', `${at}/traffic`)).body.mode).toBe('set')
    expect((await change('freeze')).status).toBe(409)
    expect((await change('resume')).body).toMatchObject({ algorithm: 'adaptive' })
    expect(await read()).toMatchObject({ algorithm: 'adaptive', epsilon: 0.02, learning: {} })
    expect((await change('resume')).status).toBe(409)
  })

  it('weights give exactly what they say', async () => {
    const [first = '', second = ''] = template.variantIds
    const dry = await change('weights', { weights: { [first]: 3, [second]: 1 }, dry_run: true })
    const after = new Map(dry.body.shares.map(({ id, after }: Record<string, unknown>) => [id, after]))
    expect(after.get(first)).toBeCloseTo(0.675)
    expect(after.get(second)).toBeCloseTo(0.225)
    expect(after.get(template.variantIds[2])).toBe(0)
    expect(after.get(template.controlId)).toBe(0.1)
    await change('weights', { weights: { [second]: 1 } })
    const given = await served(40)
    expect([...given.keys()].toSorted()).toEqual([template.controlId, second].toSorted())
    // The even share of earlier days comes back with learning.
    await change('weights', { weights: { [first]: 1 } })
    await change('resume')
    expect(await read()).toMatchObject({ algorithm: 'adaptive', epsilon: 0.02 })
  })

  it('422: weights of others, or of nobody', async () => {
    const strange = await change('weights', { weights: { [String(template.controlId)]: 1 } })
    expect([strange.status, strange.body.errors[0].field]).toEqual([422, `/weights/${template.controlId}`])
    const none = await change('weights', { weights: { [template.variantIds[0] ?? '']: 0 } })
    expect([none.status, none.body.errors[0].field]).toEqual([422, '/weights'])
  })
})
