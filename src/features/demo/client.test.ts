import { describe, expect, it } from 'vitest'
import { type Call, type Reply, withRetries } from './client.ts'

const GET: Call = { method: 'GET', path: '/', headers: {} }
const POST: Call = { method: 'POST', path: '/', headers: {} }

/** Answers one after the other; an error is thrown. */
function sending(answers: readonly (number | Error)[]) {
  let calls = 0
  const send = withRetries(
    async (): Promise<Reply> => {
      const answer = answers[Math.min(calls++, answers.length - 1)] ?? 200
      if (answer instanceof Error) throw answer
      return { status: answer, text: '' }
    },
    async () => {},
  )
  return { send, calls: () => calls }
}

describe('a call to a busy server', () => {
  it('is made again until it is taken', async () => {
    const { send, calls } = sending([503, 429, 201])
    expect((await send(POST)).status).toBe(201)
    expect(calls()).toBe(3)
  })

  it('that only reads is made again after no answer too', async () => {
    const { send } = sending([new Error('timed out'), new Error('closed'), 200])
    expect((await send(GET)).status).toBe(200)
  })

  it('that may have changed something is not', async () => {
    const { send, calls } = sending([new Error('timed out'), 200])
    await expect(send(POST)).rejects.toThrow('timed out')
    expect(calls()).toBe(1)
  })

  it('ends with what the server said last', async () => {
    const { send, calls } = sending([503])
    expect((await send(GET)).status).toBe(503)
    expect(calls()).toBe(5)
  })

  it('is final if it was refused', async () => {
    const { send, calls } = sending([409])
    expect((await send(POST)).status).toBe(409)
    expect(calls()).toBe(1)
  })
})
