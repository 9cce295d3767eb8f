import { describe, expect, it } from 'vitest'
import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'
import { curlOf, rawOf, shortened } from './call-text.ts'

const call = (given: Partial<RequestDetail>): RequestDetail =>
  ({
    ...{ platform: 'cio', outcome: 'counted', headers: {}, query: {} },
    body: { encoding: 'utf-8', text: '{"a":1}' },
    ...given,
  }) as RequestDetail

describe('the texts of a call', () => {
  it.each([
    [{}, '{\n  "a": 1\n}'],
    [{ body: { encoding: 'utf-8', text: 'a=1' } }, 'a=1'],
    [{ body: { encoding: 'base64', base64: '/w==' } }, '/w=='],
    [{ body: { encoding: 'utf-8', text: '' } }, 'The body is empty, or it was erased or masked.'],
    [{ outcome: 'refused' }, 'The body of a refused call is not kept.'],
  ] as const)('%j is shown as it came', (given, text) => {
    expect(rawOf(call(given as Partial<RequestDetail>))).toBe(text)
  })

  it('repeat the call in a shell, without its secrets', () => {
    const told = call({
      headers: { host: 'here', 'content-type': 'application/json', authorization: '(hidden)' },
      query: { key: 'a b' },
      body: { encoding: 'utf-8', text: '{"name":"O\'Hara"}' },
    })
    expect(curlOf(told, 'acme', 'https://parley.example.com')).toBe(
      [
        "curl -X POST 'https://parley.example.com/api/webhook/cio/acme?key=a+b'",
        "-H 'content-type: application/json'",
        '-H "authorization: $SECRET"',
        `--data-binary '{"name":"O'\\''Hara"}'`,
      ].join(' \\\n  '),
    )
  })

  it('are cut on the page only', () => {
    expect(shortened('x'.repeat(30_000))).toHaveLength(20_000)
  })
})
