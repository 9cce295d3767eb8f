import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createFlusher } from './flusher.ts'

const fail = (error: unknown) => {
  throw error
}
const HOUR_MS = 3_600_000

it('writes by itself, once for all that was collected', async () => {
  let writes = 0
  let written: (() => void) | undefined
  const done = new Promise<void>(resolve => {
    written = resolve
  })
  const flusher = createFlusher(
    async () => {
      writes += 1
      written?.()
    },
    1,
    fail,
  )
  flusher.later()
  flusher.later()
  await done
  await flusher.flush()
  expect(writes).toBe(2)
})

it('writes once at a time, and goes on after a failure', async () => {
  const errors: unknown[] = []
  const log: string[] = []
  const flusher = createFlusher(
    async () => {
      log.push('begins')
      await pause(5)
      log.push('ends')
      if (log.length === 2) throw new Error('store down')
    },
    HOUR_MS,
    error => errors.push(error),
  )
  await Promise.all([flusher.flush(), flusher.flush()])
  expect(log).toEqual(['begins', 'ends', 'begins', 'ends'])
  expect(errors).toMatchObject([{ message: 'store down' }])
})
