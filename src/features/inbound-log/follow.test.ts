import { describe, expect, it } from 'vitest'
import { firstIdOf } from '../../lib/id.ts'
import { createTail, type TailSource } from './follow.ts'
import type { RequestSummary } from './schema.ts'

const NOW = new Date('2026-05-01T12:00:00Z')
const idAt = (seconds: number): string => firstIdOf(new Date(NOW.getTime() + seconds * 1000))

/** Calls by the second in which they arrived. */
function createSource(wants: (id: string) => boolean = () => true) {
  const calls = new Map<string, boolean>()
  const source: TailSource = {
    idsSince: async (since, limit) =>
      [...calls.keys()]
        .filter(id => id >= firstIdOf(since))
        .sort()
        .reverse()
        .slice(0, limit),
    load: async ids =>
      ids.flatMap(id => {
        const isRead = calls.get(id)
        const processed_at = isRead ? NOW.toISOString() : null
        return isRead === undefined
          ? []
          : [{ request: { id, processed_at } as RequestSummary, isWanted: wants(id) }]
      }),
  }
  return {
    source,
    arrive: (seconds: number, isRead = true) => calls.set(idAt(seconds), isRead),
    read: (seconds: number) => calls.set(idAt(seconds), true),
  }
}

async function heard(tail: ReturnType<typeof createTail>) {
  const { told, skipped, every } = await tail.look()
  return { told: told.map(({ request }) => [request.id, request.processed_at !== null]), skipped, every }
}

describe('createTail', () => {
  it('begins with what arrives from now on, and tells of each call once', async () => {
    const { source, arrive } = createSource()
    arrive(-1)
    const tail = createTail(source, undefined, NOW)
    expect(await heard(tail)).toEqual({ told: [], skipped: 0, every: 1 })
    arrive(1)
    arrive(2)
    expect((await heard(tail)).told).toEqual([
      [idAt(1), true],
      [idAt(2), true],
    ])
    expect((await heard(tail)).told).toEqual([])
  })

  it('reports a call again when it has been processed, however long that took', async () => {
    const { source, arrive, read } = createSource()
    arrive(-1, false)
    const tail = createTail(source, undefined, NOW)
    await tail.look()
    arrive(1, false)
    arrive(60)
    expect((await heard(tail)).told).toEqual([
      [idAt(1), false],
      [idAt(60), true],
    ])
    read(1)
    read(-1)
    expect((await heard(tail)).told).toEqual([
      [idAt(-1), true],
      [idAt(1), true],
    ])
    expect((await heard(tail)).told).toEqual([])
  })

  it('finds a call that becomes visible after a later one, and does not lead a listener back', async () => {
    const { source, arrive } = createSource()
    const tail = createTail(source, undefined, NOW)
    await tail.look()
    arrive(4)
    await tail.look()
    arrive(1)
    expect((await tail.look()).told).toMatchObject([{ request: { id: idAt(1) }, mark: idAt(4) }])
  })

  it('goes on after the call that was told of last', async () => {
    const { source, arrive, read } = createSource()
    arrive(-30)
    arrive(-20, false)
    arrive(-19)
    arrive(-10)
    const tail = createTail(source, idAt(-19), NOW)
    expect((await heard(tail)).told).toEqual([[idAt(-10), true]])
    read(-20)
    expect((await heard(tail)).told).toEqual([[idAt(-20), true]])
  })

  it('reports every n-th call of a busy period, and the latest', async () => {
    const { source, arrive } = createSource()
    const tail = createTail(source, undefined, NOW)
    await tail.look()
    for (let at = 0; at < 149; at++) arrive(1 + at / 1000)
    const { told, skipped, every } = await heard(tail)
    expect([told.length, skipped, every]).toEqual([50, 99, 3])
    expect(told.at(-1)?.[0]).toBe(idAt(1.148))
    expect(told.at(-2)?.[0]).toBe(idAt(1.145))
    expect(await heard(tail)).toEqual({ told: [], skipped: 0, every: 1 })
  })

  it('leaves out what the listener does not want, and goes on after it', async () => {
    const { source, arrive, read } = createSource(id => id !== idAt(2))
    const tail = createTail(source, undefined, NOW)
    await tail.look()
    arrive(1)
    arrive(2)
    expect((await heard(tail)).told).toEqual([[idAt(1), true]])
    arrive(3, false)
    expect((await heard(tail)).told).toEqual([[idAt(3), false]])
    read(3)
    expect((await tail.look()).told).toMatchObject([{ request: { id: idAt(3) }, mark: idAt(3) }])
  })
})
