import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBody } from './body.ts'

const read = (text: string | Uint8Array) => readBody(Buffer.from(text))
const A = { event: 'a', user_id: '1' }
const B = { event: 'b', properties: { say: '}{' } }
const multipart = (fields: readonly [string, string][]) =>
  `${fields.map(([name, value]) => `--x-7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x-7--\r\n`
const [a, b] = [JSON.stringify(A), JSON.stringify(B)]

describe('a body is read as', () => {
  it.each<[string, string | Uint8Array, unknown]>([
    ['JSON', a, A],
    ['JSON within a text', JSON.stringify(a), A],
    ['a text', '"plain"', 'plain'],
    ['lines', `${a}\n${b}\n`, [A, B]],
    ['lines of Windows, with an empty one', `${a}\r\n\r\n${b}`, [A, B]],
    ['a JSON text sequence', `\u001e${a}\n\u001e${b}\n`, [A, B]],
    ['one value after the other', `${a}${a}`, [A, A]],
    ['lines, one of them broken', `${a}\n{"event":\n${b}`, [A, '{"event":', B]],
    ['lines after a broken one', `oops\n${b}`, ['oops', B]],
    ['gzip without a header', gzipSync(a), A],
    ['zlib without a header', deflateSync(a), A],
    ['UTF-16', Buffer.from(`\ufeff${a}`, 'utf16le'), A],
    [
      'a form',
      'event=purchase&value=19.90&user_id=u%2B1',
      { event: 'purchase', value: '19.90', user_id: 'u+1' },
    ],
    [
      'a nested form',
      'event=x&properties[plan]=pro&tags[]=a&tags[]=b',
      { event: 'x', properties: { plan: 'pro' }, tags: ['a', 'b'] },
    ],
    [
      'a form with JSON beside its own fields',
      `source=app&payload=${encodeURIComponent(a)}`,
      { source: 'app', ...A },
    ],
    [
      'a form with a batch',
      `sentAt=7&batch=${encodeURIComponent(`[${a},${a}]`)}`,
      { sentAt: '7', batch: [A, A] },
    ],
    ['a form with a list', `json=${encodeURIComponent(`[${a},${a}]`)}`, [A, A]],
    [
      'a form whose report has an object',
      `metric=opened&data=${encodeURIComponent('{"delivery_id":"d"}')}`,
      { metric: 'opened', data: { delivery_id: 'd' } },
    ],
    ['JSON within texts', JSON.stringify(JSON.stringify(a)), A],
    ['a form whose only name is JSON', `${encodeURIComponent(a)}=`, A],
    [
      'multipart/form-data',
      multipart([
        ['event', 'a'],
        ['user_id', '1'],
      ]),
      A,
    ],
    ['multipart/form-data with JSON', multipart([['payload', a]]), A],
    ['a form with JSON in it', `payload=${encodeURIComponent(a)}`, A],
  ])('%s', (_, text, value) => expect(read(text)).toEqual({ ok: true, value }))
})

describe('a body that cannot be read is told of by its cause', () => {
  it.each<[string | Uint8Array, string, string]>([
    ['', 'empty', 'no body'],
    [gzipSync(a).subarray(0, 15), 'not-utf8', 'compressed'],
    [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xff]), 'not-utf8', 'zstd'],
    [Buffer.from([0xff, 0xff]), 'not-utf8', 'UTF-8'],
    ['<html><body>', 'not-json', 'XML or HTML'],
    ['{"a":NaN}', 'not-json', 'NaN'],
    ["{'a': None}", 'not-json', 'single quotes'],
    ['{a:1}', 'not-json', 'no quotes'],
    ['{"a":1, // one\n"b":2}', 'not-json', 'comment'],
    ['event,user_id\na,1\n', 'not-json', 'comma-separated'],
    ['{"a":"x\ny"}', 'not-json', 'line breaks'],
    ['{"a":"say "hi""}', 'not-json', 'unescaped quotes'],
    ['{"a":{{ customer.id }}}', 'not-json', 'not filled in'],
    ['{"user_id":,"a":1}', 'not-json', 'no value'],
    ['{"a":1,}', 'not-json', 'comma'],
    ["{'a':1}", 'not-json', 'single quotes'],
    ['{"a":"b', 'not-json', 'cut off'],
    ['hello', 'not-json', 'not JSON'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'too-deep', '64 levels'],
  ])('%s', (text, reason, words) =>
    expect(read(text)).toMatchObject({ ok: false, reason: { reason, fix: expect.stringContaining(words) } }),
  )
})

it('never throws, and takes no long time', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string().map(Buffer.from)), bytes => void readBody(bytes)),
  )
  for (const part of ['{', '}{', '[', ':', ', ', '\n', '= ', '%%', "'"])
    for (const start of ['', '{', 'a'])
      expect(readBody(Buffer.from(start + part.repeat(50_000))).ok).toBeDefined()
})
