import { describe, expect, it } from 'vitest'
import {
  approvalInWords,
  audienceInWords,
  firstLineOf,
  fitInWords,
  inboxOf,
  inOrderOf,
  isLongText,
  labelOf,
  newVersionInWords,
  samplesInWords,
} from './wording.ts'

const THIN = '\u202f'

describe('words about wordings', () => {
  it.each([
    ['subject', 'Subject'],
    ['first_line', 'First line'],
    ['ctaText', 'CtaText'],
  ])('labels %s', (name, label) => expect(labelOf(name)).toBe(label))

  it.each([
    ['subject', 'Hi', false],
    ['body', 'Hi', true],
    ['cta', 'a\nb', true],
    ['cta', 'x'.repeat(161), true],
  ])('knows long texts: %s', (name, text, isLong) => expect(isLongText(name, text)).toBe(isLong))

  it('shows the inbox', () => {
    const rendered = { body: '<p>One</p><p>two</p>', subject: 'Hello', preheader: 'More' }
    expect(inboxOf(['body', 'subject', 'preheader'], rendered)).toEqual({
      subject: 'Hello',
      preheader: 'More',
    })
    expect(inboxOf(['subject', 'body'], rendered)).toEqual({ subject: 'Hello', preheader: 'One two' })
    expect(inboxOf(['title', 'body'], { title: 'T', body: 'B' })).toEqual({ subject: 'T', preheader: 'B' })
    expect(inboxOf(['copy'], { copy: 'C' })).toEqual({ subject: 'C', preheader: '' })
    expect(firstLineOf(['body', 'subject'], rendered)).toBe('Hello')
  })

  it('says who may get it', () => {
    expect(audienceInWords({ country: ['de', 'at', 'ch'], plan: ['pro'] })).toEqual([
      'country is de, at or ch',
      'plan is pro',
    ])
    expect(audienceInWords({})).toEqual([])
    expect(fitInWords({ fits: 0, calls: 0 })).toBe('Nobody has asked for this template yet.')
    expect(fitInWords({ fits: 200, calls: 200 })).toBe('All of the last 200 calls.')
    expect(fitInWords({ fits: 1, calls: 3 })).toBe('1 of the last 3 calls.')
    expect(fitInWords({ fits: 62, calls: 200 })).toBe(`About 31${THIN}% of the last 200 calls.`)
  })

  it('says where the people come from', () => {
    expect(samplesInWords({ calls: 0, fields: [] })[0]).toMatch(/^Nobody/)
    const fields = [
      { name: 'city', kind: 'field', missing_share: 0.12 },
      { name: 'plan', kind: 'attr', missing_share: 0.5 },
      { name: 'name', kind: 'field', missing_share: 0 },
      { name: 'rare', kind: 'field', missing_share: 0.001 },
    ]
    expect(samplesInWords({ calls: 200, fields })).toEqual([
      'Fields come from the last 200 calls. Names are made up.',
      `city is missing in 12${THIN}% of them.`,
      `rare is missing in 1${THIN}% of them.`,
    ])
  })

  it.each([
    [1, 0.04, false, '1 problem to fix first.'],
    [2, undefined, false, '2 problems to fix first.'],
    [0, undefined, false, ''],
    [0, 0.04, false, `Once approved it starts at about 4${THIN}% of traffic.`],
    [0, 0, false, 'Once approved it gets no traffic yet.'],
    [0, 0.2, true, `As control it gets 20${THIN}% of traffic.`],
  ])('says what approving does: %d problems, %d', (problems, share, isControl, words) =>
    expect(approvalInWords(problems, share, isControl)).toBe(words),
  )
})

it('texts stand in the order of the variables, whatever the order they are stored in', () => {
  const stored = { body: '3', old: '4', subject: '1', preheader: '2' }
  expect(inOrderOf(['subject', 'preheader', 'button', 'body'], stored)).toEqual([
    ['subject', '1'],
    ['preheader', '2'],
    ['body', '3'],
    ['old', '4'],
  ])
  expect(inOrderOf([], { b: '1', a: '2' })).toEqual([
    ['b', '1'],
    ['a', '2'],
  ])
})

it('says what saving does to a text that people got', () => {
  expect(newVersionInWords(1)).toBe(
    '1 message had this text. Saving makes a new version with figures of its own.',
  )
  expect(newVersionInWords(1204)).toMatch(/^1\u202f204 messages had this text\./)
})
