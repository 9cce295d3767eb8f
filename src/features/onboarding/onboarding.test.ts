import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene

async function states(): Promise<Record<string, string>> {
  await processInbox(server)
  // The activity of platforms is written every few seconds.
  await server.services.tally.flush()
  const { status, body } = await server.call('GET', `/api/v1/orgs/${scene.org}/onboarding`)
  expect(status).toBe(200)
  for (const { state, evidence, at } of body.steps)
    expect([state === 'done', evidence !== null, at !== null]).toEqual(Array(3).fill(state === 'done'))
  return Object.fromEntries(body.steps.map(({ key, state }: Record<string, string>) => [key, state]))
}

it('ticks each step because something happened', async () => {
  const at = `/api/v1/orgs/${scene.org}`
  const todo = {
    platform: 'todo',
    key: 'todo',
    template: 'todo',
    'first-call': 'todo',
    'copy-in-message': 'todo',
    'first-report': 'todo',
    activate: 'todo',
  }
  expect(await states()).toEqual(todo)

  await server.call('PUT', `${at}/platforms/cio`, { settings: { signing_key: 'hush' } })
  expect(await states()).toEqual({ ...todo, platform: 'done' })
  await server.call('POST', `${at}/keys`, { name: 'cio', scopes: ['serve'] })
  const ready = { ...todo, platform: 'done', key: 'done' }
  expect(await states()).toEqual(ready)

  // A control and one wording compare little.
  await createTemplate(server, scene.org, 'small', {}, 1)
  await server.call('PATCH', `${at}/templates/small`, { status: 'archived' })
  expect(await states()).toEqual(ready)
  await createTemplate(server, scene.org, 'welcome')
  const written = { ...ready, template: 'done', activate: 'done' }
  expect(await states()).toEqual({ ...written, 'first-call': 'listening' })

  await server.call('POST', `/api/generate/${scene.org}`, {
    template_id: 'welcome',
    tracking_id: 't1',
    user_id: 'kim',
  })
  expect(await states()).toEqual({ ...written, 'first-call': 'done', 'copy-in-message': 'listening' })
  await scene.report({ event: 'email_sent', user_id: 'nobody' })
  expect(await states()).toEqual({ ...written, 'first-call': 'done', 'copy-in-message': 'listening' })
  await scene.report({ event: 'email_sent', tracking_id: 't1', user_id: 'kim' })
  const done = Object.fromEntries(Object.keys(todo).map(key => [key, 'done']))
  expect(await states()).toEqual(done)

  const { body } = await server.call('GET', `${at}/onboarding`)
  expect(JSON.stringify(body)).not.toContain('hush')
  expect(body.steps[3]).toMatchObject({
    evidence: 'Parley was asked for the copy of welcome.',
    link: `/o/${scene.org}/templates/welcome/integration`,
  })
})
