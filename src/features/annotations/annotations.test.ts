import { beforeEach, expect, it } from 'vitest'
import { createTemplate } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene

let at: string
let winner: string
beforeEach(async () => {
  const template = await createTemplate(server, scene.org, 'welcome', {}, 2)
  at = `/api/v1/orgs/${scene.org}/templates/${template.id}`
  winner = template.variantIds[0] ?? ''
})

const add = (body: object) => server.call('POST', `${at}/annotations`, body)
const sinceNow = () => `?from=${encodeURIComponent(new Date(scene.now).toISOString())}`
const list = async (query = '') => (await server.call('GET', `${at}/annotations${query}`)).body.items

it('201: a note stands at its time, under the name of its author', async () => {
  scene.tick()
  const since = sinceNow()
  const made = await add({ text: ' The spring sale began. ' })
  expect(made).toEqual({
    status: 201,
    body: {
      id: expect.any(String),
      at: new Date(scene.now).toISOString(),
      text: 'The spring sale began.',
      by: "operator's key",
    },
  })
  scene.tick()
  expect(await list(since)).toEqual([made.body])
})

it('200: changes of traffic annotate by themselves, in the order of time', async () => {
  await add({ at: '2026-01-05T09:00:00Z', text: 'Logo changed' })
  scene.tick()
  const since = sinceNow()
  await server.call('POST', `${at}/ship`, { variant_id: winner, mode: 'iterate', note: 'clear enough' })
  scene.tick()
  const marks = await list()
  const shown = marks.map(({ text, id }: Record<string, unknown>) => [text, id === null])
  expect([shown.at(0), shown.at(-1)]).toEqual([
    ['Logo changed', false],
    ['variant 1 was shipped: clear enough', true],
  ])
  expect(await list(since.replace('?from', '?to'))).toHaveLength(shown.length - 1)
  expect(await list('?to=2026-02-01')).toHaveLength(1)
  await server.call('POST', `${at}/undo`)
  expect(await list(since)).toEqual([])
})

it('200: changes of the configuration that matter for the numbers annotate by themselves', async () => {
  const patch = (body: object, path = at) => server.call('PATCH', path, body)
  scene.tick()
  const from = sinceNow()
  const org = `/api/v1/orgs/${scene.org}`
  const changes = [
    () => patch({ name: 'Only a name' }),
    () => patch({ key_metric: 'open_rate', split: { control_share: 0.25 } }),
    () => patch({ attribution: { lookback_days: 7, conversion_events: ['purchase', 'refund'] } }),
    () => patch({ status: 'archived' }),
    () => patch({ status: 'archived' }, `${at}/variants/${winner}`),
    () =>
      server.call('POST', `${at}/variants`, { name: 'Fresh', vars: { subject: 'x' }, status: 'approved' }),
    () => server.call('POST', `${at}/variants`, { name: 'A draft', vars: { subject: 'x' } }),
    () => patch({ timezone: 'Europe/Prague' }, org),
    () => patch({ attribution: { offset_days: 1 } }, org),
    () => patch({ status: 'nonsense' }),
  ]
  for (const change of changes) {
    await change()
    scene.tick()
  }
  const marks = await list(from)
  expect(marks.map(({ text }: { text: string }) => text)).toEqual([
    'The key metric changed from click rate to open rate.',
    'The share of control changed from 10 % to 25 %.',
    'The goal changed from all conversion events to purchase, refund.',
    'The attribution window changed from that of the organisation to 7 days.',
    'The status changed from active to archived.',
    'variant 1 was archived.',
    'Fresh was added and approved.',
    'The time before the attribution window of the organisation changed from 0 days to 1 day.',
  ])
  expect(marks[0]).toMatchObject({ id: null, by: "operator's key" })
})

it('200: other templates have none of them', async () => {
  await createTemplate(server, scene.org, 'other', {}, 1)
  scene.tick()
  const from = sinceNow()
  await server.call('PATCH', `/api/v1/orgs/${scene.org}/templates/other`, { key_metric: 'open_rate' })
  scene.tick()
  expect(await list(from)).toEqual([])
})

it('204: only a note can be deleted, once', async () => {
  scene.tick()
  const since = sinceNow()
  const { body } = await add({ text: 'Wrong place' })
  expect((await server.call('DELETE', `${at}/annotations/${body.id}`)).status).toBe(204)
  for (const id of [body.id, 'null', '9'.repeat(20)]) {
    expect((await server.call('DELETE', `${at}/annotations/${id}`)).status).toBe(404)
  }
  expect(await list(since)).toEqual([])
})

it('400, 404: an empty note, a time that is none, a template that is none', async () => {
  expect((await add({ text: ' ' })).status).toBe(400)
  expect((await add({ at: 'yesterday', text: 'x' })).status).toBe(400)
  expect((await server.call('POST', `${at}x/annotations`, { text: 'x' })).status).toBe(404)
  expect((await server.call('GET', `${at}/annotations?from=then`)).status).toBe(400)
})
