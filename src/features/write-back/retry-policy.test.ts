import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chameleon } from '../../core/platforms/chameleon/index.ts'
import { iterable } from '../../core/platforms/iterable/index.ts'
import { fail, ok } from '../../lib/result.ts'
import { type AttemptContext, decideRetry } from '../../runtime/outbox/retry.ts'
import { POLICY, readAnswer } from './retry-policy.ts'

const ATTEMPTS_MAX = POLICY.attemptsMax
const now = new Date('2026-03-02T09:00:00Z')
const first: AttemptContext = { attempts: 0, failures: 0, triedMs: 0, chance: 0 }
const answer = (status: number, headers: Record<string, string> = {}, body: unknown = null) =>
  ok({ status, headers, body })
const decided = (
  given: Parameters<typeof readAnswer>[1],
  context: Partial<AttemptContext> = {},
  platform = chameleon,
) => {
  const read = readAnswer(platform, given, now)
  return { ...read, ...decideRetry(POLICY, read, { ...first, ...context }) }
}

describe('the answer to a profile write', () => {
  it('is final if it is a success or a permanent refusal', () => {
    expect(decided(answer(202))).toMatchObject({ state: 'done', status: 202 })
    for (const status of [301, 400, 404, 409, 413, 422])
      expect(decided(answer(status))).toMatchObject({ state: 'dead', status, attempts: 1 })
  })

  it('gives the platform’s own reason', () => {
    const messages = ['Unprocessable:', 'no identifier']
    expect(decided(answer(422, {}, { code: 422, messages }))).toMatchObject({
      reason: 'Chameleon answered with status 422: Unprocessable: no identifier',
    })
    expect(decided(answer(400, {}, { msg: 'Invalid email' }), {}, iterable)).toMatchObject({
      reason: expect.stringContaining('Invalid email'),
    })
    expect(decided(answer(502, {}, 'x'.repeat(5_000)))).toMatchObject({
      reason: expect.stringMatching(/^.{1,400}$/),
    })
  })

  it('leads to another attempt after a temporary failure, later each time, up to a limit', () => {
    const waits = Array.from({ length: ATTEMPTS_MAX }, (_, attempts) => decided(answer(500), { attempts }))
    const [last, ...others] = waits.toReversed()
    expect(last).toMatchObject({ state: 'dead', attempts: ATTEMPTS_MAX })
    const waitsMs = others.toReversed().map(each => (each.state === 'retry' ? each.waitMs : 0))
    expect(waitsMs.slice(0, 3)).toEqual([15_000, 30_000, 60_000])
    expect(waitsMs).toEqual([...waitsMs].sort((left, right) => left - right))
  })

  it('leads to another attempt if it is missing', () => {
    expect(decided(fail('refused the connection'))).toMatchObject({
      state: 'retry',
      status: null,
      attempts: 1,
      reason: 'refused the connection',
    })
  })

  it.each([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'x-retry-after': '19' }, 19_000],
    [{ 'x-ratelimit-wait': '12' }, 12_000],
    [{ 'retry-after': 'Mon, 02 Mar 2026 09:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Mon, 02 Mar 2026 08:00:00 GMT' }, 500],
    [{ 'retry-after': 'soon' }, 500],
    [{ 'retry-after': '99999999' }, 86_400_000],
  ])('is waited for as long as was asked: %j', (headers, pauseMs) => {
    const attempts = ATTEMPTS_MAX - 1
    const decision = decided(answer(429, headers as Record<string, string>), { attempts })
    expect(decision).toMatchObject({ state: 'retry', attempts, pauseMs, waitMs: pauseMs })
  })

  it('stops everything for a while when the credential is refused', () => {
    // The attempt does not count: a write waits for the person as long as it takes.
    for (const status of [401, 403])
      expect(decided(answer(status), { attempts: ATTEMPTS_MAX - 1 })).toMatchObject({
        ...{ state: 'retry', pauseMs: 60_000, attempts: ATTEMPTS_MAX - 1 },
      })
  })

  it('never gives a wait shorter than the pause, for any random number', () => {
    const contexts = fc.record({
      attempts: fc.nat(ATTEMPTS_MAX - 2),
      failures: fc.nat(100),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.constantFrom(401, 403, 408, 429, 500, 503), contexts, (status, given) => {
        const decision = decided(answer(status), given)
        if (decision.state !== 'retry') throw new Error('given up too early')
        expect(decision.waitMs).toBeGreaterThanOrEqual(decision.pauseMs)
        expect(decision.pauseMs).toBeGreaterThan(0)
        expect(Number.isInteger(decision.waitMs)).toBe(true)
      }),
    )
  })
})
