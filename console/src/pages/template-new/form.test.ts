import { describe, expect, it } from 'vitest'
import { EMPTY, EXAMPLE, idFrom, isForm, missingIn, templateOf, variableFault, wordingsOf } from './form.ts'

describe('the form of a new template', () => {
  it.each([
    ['Welcome email!', 'welcome-email'],
    ['  Größe & Öl  ', 'grosse-ol'],
    ['Straße', 'strasse'],
    ['日本', ''],
    ['x'.repeat(120), 'x'.repeat(100)],
  ])('makes an id of %j', (name, id) => expect(idFrom(name)).toBe(id))

  it('says what is missing', () => {
    expect(missingIn(EXAMPLE)).toEqual([])
    expect(missingIn(EMPTY)).toEqual([
      'The template needs a name.',
      '“Today” has no text yet.',
      '“Wording A” has no text yet.',
    ])
    expect(missingIn({ ...EXAMPLE, id: 'with space' })).toEqual([
      'The id may hold letters, digits, dots, - and _ only.',
    ])
    expect(missingIn({ ...EXAMPLE, name: '日本' })).toHaveLength(1)
    expect(missingIn({ ...EXAMPLE, variables: [] })).toEqual(['The message needs at least one part.'])
  })

  it('takes a part that is named as what every object has', () => {
    const form = { ...EXAMPLE, variables: ['constructor'] }
    expect(missingIn(form)).toEqual(form.wordings.map(({ name }) => `“${name}” has no text yet.`))
    expect(wordingsOf(form)[0]?.vars).toEqual({ constructor: '' })
  })

  it('is sent as the API takes it', () => {
    expect(templateOf(EXAMPLE)).toMatchObject({ id: 'welcome-email', split: { control_share: 0.1 } })
    expect(wordingsOf({ ...EXAMPLE, variables: ['subject', 'cta'] })[0]).toEqual({
      name: 'Today',
      control: true,
      themes: [],
      vars: { subject: 'Welcome to our shop', cta: '' },
    })
  })

  it.each([
    ['cta', undefined],
    ['subject', 'There is a part'],
    ['first line', 'Use letters'],
    ['__proto__', 'Use letters'],
  ])('checks the name of a part: %s', (name, fault) => {
    const found = variableFault(name, ['subject'])
    if (fault === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(fault)
  })

  it('is read back only whole', () => {
    const kept: unknown = JSON.parse(JSON.stringify(EXAMPLE))
    expect(isForm(kept)).toBe(true)
    expect(isForm({ ...EXAMPLE, channel: 'fax' })).toBe(false)
    expect(isForm({ ...EXAMPLE, wordings: [] })).toBe(false)
    expect(isForm({ ...EXAMPLE, wordings: [{ key: 0 }] })).toBe(false)
    expect(isForm(null)).toBe(false)
  })
})
