import { expect, it } from 'vitest'
import { createRunning } from './running.ts'

it('waits for work that is added while it waits', async () => {
  const running = createRunning()
  const ended: string[] = []
  const second = async () => void ended.push('second')
  const first = async () => {
    await Promise.resolve()
    ended.push('first')
    running.add(second())
  }
  running.add(first())
  expect(running.size).toBe(1)
  await running.settled()
  expect(ended).toEqual(['first', 'second'])
  expect(running.size).toBe(0)
})
