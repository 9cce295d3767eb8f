import { describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()

describe('GET /usage', () => {
  it('estimates what is stored, and says what waits', async () => {
    const { server } = scene
    const usage = async () => (await server.call('GET', `/api/v1/orgs/${scene.org}/usage`)).body
    const of = (body: { tables: { name: string }[] }, name: string) =>
      body.tables.find(table => table.name === name)
    const empty = await usage()
    expect(empty).not.toHaveProperty('code')
    expect(of(empty, 'decisions')).toEqual({
      ...{ name: 'decisions', kept_by: 'events_days' },
      ...{ rows: 0, bytes: 0, oldest_at: null, bytes_per_day: 0 },
    })
    expect(empty.backlog).toEqual({ waiting: 0, is_more: false, oldest_at: null })

    await createTemplate(server, scene.org, 'welcome')
    scene.tick()
    await server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: 'u1' })
    const decidedAt = new Date(scene.now).toISOString()
    await scene.report({ event: 'send', user_id: 'u1' })
    const waiting = await usage()
    expect(waiting.backlog).toEqual({
      waiting: 1,
      is_more: false,
      oldest_at: new Date(scene.now).toISOString(),
    })
    const decisions = of(waiting, 'decisions')
    expect(decisions).toMatchObject({ oldest_at: decidedAt })
    expect(decisions).toMatchObject({ rows: expect.any(Number), bytes: expect.any(Number) })
    expect(Object.values(decisions ?? {}).filter(value => typeof value === 'number' && value <= 0)).toEqual(
      [],
    )
    await processInbox(server)
    expect((await usage()).backlog.waiting).toBe(0)
  })
})
