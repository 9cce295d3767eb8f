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
const list = async (query = '') => (await server.call('GET', `${at}/annotations${query}`)).body.items

it('201: a note stands at its time, under the name of its author', async () => {
  scene.tick()
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
  expect(await list()).toEqual([made.body])
})

it('200: changes of traffic annotate by themselves, in the order of time', async () => {
  await add({ at: '2026-01-05T09:00:00Z', text: 'Logo changed' })
  scene.tick()
  await server.call('POST', `${at}/ship`, { variant_id: winner, mode: 'iterate', note: 'clear enough' })
  scene.tick()
  const marks = await list()
  expect(marks.map(({ text, id }: Record<string, unknown>) => [text, id === null])).toEqual([
    ['Logo changed', false],
    ['variant 1 was shipped: clear enough', true],
  ])
  expect(await list('?from=2026-02-01')).toHaveLength(1)
  expect(await list('?to=2026-02-01')).toHaveLength(1)
  await server.call('POST', `${at}/undo`)
  expect(await list('?from=2026-02-01')).toEqual([])
})

it('204: only a note can be deleted, once', async () => {
  const { body } = await add({ text: 'Wrong place' })
  expect((await server.call('DELETE', `${at}/annotations/${body.id}`)).status).toBe(204)
  for (const id of [body.id, 'null', '9'.repeat(20)]) {
    expect((await server.call('DELETE', `${at}/annotations/${id}`)).status).toBe(404)
  }
  expect(await list()).toEqual([])
})

it('400, 404: an empty note, a time that is none, a template that is none', async () => {
  expect((await add({ text: ' ' })).status).toBe(400)
  expect((await add({ at: 'yesterday', text: 'x' })).status).toBe(400)
  expect((await server.call('POST', `${at}x/annotations`, { text: 'x' })).status).toBe(404)
  expect((await server.call('GET', `${at}/annotations?from=then`)).status).toBe(400)
})
