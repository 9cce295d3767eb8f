import { describe, expect, it } from 'vitest'
import { exchangeAsCurl, outcomeInWords, responseText, testInWords, webhookInWords } from './feedback.ts'

const tested = (status: number | null, reason: string | null = null) => ({
  ok: status !== null && status < 300,
  took_ms: 84,
  response: status === null ? null : { status },
  reason,
})

describe('a test of a receiver', () => {
  it.each([
    [204, undefined, 'Accepted: 204 in 84 ms', 'took the report'],
    [401, 'orders', 'Refused: 401 in 84 ms', 'said audience orders'],
    [401, undefined, 'Refused: 401 in 84 ms', 'does not accept the authentication'],
    [404, undefined, 'Refused: 404 in 84 ms', 'Check the path'],
    [405, undefined, 'Refused: 405 in 84 ms', 'accept POST'],
    [422, undefined, 'Refused: 422 in 84 ms', 'What it replied is below'],
    [503, undefined, 'Refused: 503 in 84 ms', 'its own log'],
    [null, undefined, 'No answer in 84 ms', 'refused the connection'],
  ])('%s with audience %s: %s', (status, audience, chip, part) => {
    const given = tested(status, '"a.example" refused the connection.')
    expect(outcomeInWords(given)).toBe(chip)
    expect(testInWords(given, audience)).toContain(part)
  })

  it('is shown as it came, and as a command', () => {
    expect(responseText({ status: 401, headers: { a: 'b' }, body: 'no' })).toBe('HTTP 401\na: b\n\nno')
    expect(responseText({ status: 204, headers: {}, body: '' })).toBe('HTTP 204')
    const request = { method: 'POST', url: 'https://a.example/', headers: { x: "it's" } }
    expect(exchangeAsCurl(request, '{}')).toBe(
      "curl -X POST 'https://a.example/' \\\n  -H 'x: it'\\''s' \\\n  -d '{}'",
    )
  })
})

it.each([
  ['active', 'ok', 'Working'],
  ['active', 'idle', 'Nothing sent yet'],
  ['active', 'failing', 'Failing'],
  ['active', 'warning', 'Failing for a day'],
  ['paused', 'failing', 'Paused'],
  ['disabled', 'warning', 'Disabled'],
] as const)('%s and %s: %s', (status, health, text) => {
  expect(webhookInWords(status, { status: health }).text).toBe(text)
})
