import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings.ts'
import { lengthOf } from './lengths.ts'

const known = {
  calls: 200,
  seen: new Map([
    ['first_name', 200],
    ['city', 176],
  ]),
}
const told = (text: string, channel = 'email', variable = 'subject', calls = known) =>
  findingsOf({
    channel,
    variables: [variable],
    vars: { [variable]: text },
    known: calls,
    lengths: { [variable]: lengthOf(channel, [variable], variable, text) },
  }).map(({ severity, code, line, column, word, suggestion }) =>
    [severity, code, line && `${line}:${column}`, word, suggestion].filter(Boolean).join(' '),
  )

describe('findingsOf', () => {
  it.each([
    ['Hi {{ first_name }}', []],
    ['Hi {{ firstname }}', ['error field-never-sent 1:7 firstname first_name']],
    ['{{ citty }}, planned', ['error field-never-sent 1:4 citty city']],
    ['{{ citty | default: "Your city" }}', ['warning field-never-sent 1:4 citty city']],
    ['{{ voucher }}', ['warning field-never-sent 1:4 voucher']],
    ['{{ city }}', ['warning field-sometimes-missing 1:4 city city | default: ""']],
    ['{{ city.size }}', ['warning field-sometimes-missing 1:4 city']],
    ['{{ city | default: "there" }}', []],
    ['{% if city %}in {{ city }}{% endif %}', []],
    ['a\n {{ first_name | upcasse }}', ['error unknown-filter 2:18 upcasse upcase']],
    ['{{ first_name | shout }}', ['error unknown-filter 1:17 shout']],
    ['{% fi first_name %}', ['error unknown-tag 1:4 fi if']],
    ['one\ntwo {{ name', ['error not-liquid 2:5']],
    ['x'.repeat(51), ['warning too-long']],
    ['x'.repeat(50), []],
  ])('%j', (text, expected) => expect(told(text)).toEqual(expected))

  it('says nothing about fields before the first call', () =>
    expect(told('{{ citty }}', 'email', 'subject', { calls: 0, seen: new Map() })).toEqual([]))

  it.each([
    ['preheader', 'email', 91, 'too-long'],
    ['body', 'push', 91, 'too-long'],
    ['title', 'push', 46, 'too-long'],
    ['body', 'sms', 161, 'too-long'],
    ['body', 'email', 5_000, undefined],
    ['text', 'in_app', 5_000, undefined],
  ])('measures %s of %s', (variable, channel, length, code) =>
    expect(told('x'.repeat(length), channel, variable)).toEqual(code ? [`warning ${code}`] : []),
  )

  it('offers a plain form for a character that halves a text message', () => {
    expect(told('It’s here', 'sms', 'body')).toEqual(["warning unicode-sms 1:3 ’ '"])
    expect(told('Hier 🎉', 'sms', 'body')).toEqual(['warning unicode-sms'])
  })

  it('names variables without a text', () => {
    const found = findingsOf({ channel: 'email', variables: ['a', 'b'], vars: { a: '' }, known, lengths: {} })
    expect(found).toMatchObject([{ variable: 'b', code: 'wrong-variables', severity: 'error' }])
  })
})
