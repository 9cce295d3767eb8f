import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../lib/result.ts'
import { type FailureKind, failure } from '../../runtime/outbound/failure.ts'
import { type AttemptContext, decideRetry, retryAfterMs } from '../../runtime/outbox/retry.ts'
import { readHttpAnswer } from './http-answer.ts'
import { toPlainText } from './mail/plain-text.ts'
import { POLICY, withPersonPause } from './retry-policy.ts'
import type { SendAnswer } from './transport.ts'

const now = new Date('2026-03-02T09:00:00Z')
const ATTEMPTS_MAX = POLICY.attemptsMax
const format = { messageId: () => 'm-1', reason: () => null }
const read = (status: number, headers: Record<string, string> = {}) =>
  readHttpAnswer('Acme', ok({ status, headers, body: Buffer.from('{}') }), format, now)
const first: AttemptContext = { attempts: 0, failures: 0, triedMs: 0, chance: 0 }
const decide = (answer: SendAnswer, context: AttemptContext) =>
  decideRetry(POLICY, withPersonPause(answer), context)
const stateOf = (status: number) => decide(read(status), first).state

describe('the answer to a message', () => {
  it('is final, unknown or temporary, by its status', () => {
    expect([200, 202].map(stateOf)).toEqual(['done', 'done'])
    expect([500, 502, 504, 507].map(stateOf)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
    expect([400, 404, 405, 409, 413, 422].every(status => stateOf(status) === 'dead')).toBe(true)
    expect([401, 403, 408, 425, 429, 503].every(status => stateOf(status) === 'retry')).toBe(true)
  })

  it('is missing: the outcome is unknown, unless the call never left', () => {
    const state = (kind: FailureKind) =>
      decide(readHttpAnswer('Acme', fail(failure(kind, 'why')), format, now), first).state
    expect((['timeout', 'broken-off', 'too-large', 'redirect'] as const).map(state)).toEqual(
      Array(4).fill('unknown'),
    )
    const retried = ['not-found', 'address-refused', 'refused', 'unreachable', 'tls', 'closed'] as const
    expect(retried.map(state)).toEqual(Array(6).fill('retry'))
    expect(state('invalid-request')).toBe('dead')
  })

  it('that a person has to mend is waited for as long as it takes', () => {
    const late = { ...first, attempts: ATTEMPTS_MAX - 1, triedMs: 30 * 86_400_000 }
    const unreached = (['not-found', 'address-refused'] as const).map(kind =>
      readHttpAnswer('Acme', fail(failure(kind, 'why')), format, now),
    )
    for (const answer of [read(401), read(403), ...unreached])
      expect(decide(answer, late)).toMatchObject({ state: 'retry', attempts: late.attempts, pauseMs: 30_000 })
    expect(decide(read(503), late)).toMatchObject({ state: 'dead' })
  })

  it('never causes a second sending if the first may have arrived', () => {
    // A message that waits has attempts left.
    const attemptsBefore = fc.nat(ATTEMPTS_MAX - 1)
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        attemptsBefore,
        fc.nat(50),
        fc.nat(10 ** 9),
        (...given) => {
          const [status, attempts, failures, triedMs] = given
          const {
            state,
            waitMs,
            pauseMs,
            attempts: tried,
          } = decide(read(status), {
            ...{ attempts, failures, triedMs },
            chance: 0.5,
          })
          if ((status >= 200 && status < 300) || (status >= 500 && status !== 503))
            expect(state).not.toBe('retry')
          if (state === 'retry') {
            expect(waitMs).toBeGreaterThan(0)
            expect(waitMs).toBeGreaterThanOrEqual(pauseMs)
            expect(tried).toBeLessThan(ATTEMPTS_MAX)
          }
        },
      ),
    )
  })

  it.each([
    ['120', 120_000],
    ['Mon, 02 Mar 2026 09:01:30 GMT', 90_000],
    ['Mon, 02 Mar 2026 08:00:00 GMT', 0],
    ['soon', 0],
    [undefined, 0],
    ['99999999', 3_600_000],
  ])('says how long to wait: %s', (header, ms) => {
    expect(retryAfterMs(header, now, 3_600_000)).toBe(ms)
  })
})

it.each([
  ['<p>One</p><p>Two<br>three</p>', 'One\nTwo\nthree'],
  ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['<a href="https://x.example">https://x.example</a>', 'https://x.example'],
  ["<a class='b' href='https://x.example'><b>Go</b></a>", 'Go (https://x.example)'],
  ['<a href="javascript:alert(1)">Go</a>', 'Go'],
  ['&lt;b&gt; &#8364; &#x20AC; &copy; &amp;lt;', '<b> € € &copy; &lt;'],
  ['<!-- no --><head><title>no</title></head><style>no</style>yes', 'yes'],
])('HTML reads as plain text: %s', (html, text) => {
  expect(toPlainText(html)).toBe(text)
})
