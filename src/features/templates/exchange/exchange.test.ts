import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeVariants } from './columns.ts'
import { readVariants } from './read-variants.ts'

const told = (csv: string) => {
  const read = readVariants(csv)
  return read.ok ? read.value : read.reason.map(({ message }) => message).join(' ')
}

describe('readVariants', () => {
  it('reads what people write', () => {
    const csv = 'Name;control;themes;attrs;subject\nShort;;"maps; personal ";;Hi\n'
    expect(
      told(
        'Name,control,themes,attrs,subject\nToday,WAHR,,,Welcome\nShort,,maps; personal,"country=de|at; plan=Pro","Hi, you"\n',
      ),
    ).toEqual({
      variables: ['subject'],
      items: [
        { name: 'Today', vars: { subject: 'Welcome' }, themes: [], attrs: {}, control: true },
        {
          name: 'Short',
          vars: { subject: 'Hi, you' },
          themes: ['maps', 'personal'],
          attrs: { country: ['de', 'at'], plan: ['Pro'] },
          control: false,
        },
      ],
    })
    expect(told(csv)).toMatchObject({ items: [{ themes: ['maps', 'personal'], vars: { subject: 'Hi' } }] })
  })

  it.each([
    ['a,b\n1,2', 'one of them name'],
    ['name,subject,subject\nA,1,2', 'Two columns are named subject'],
    ['name,subject\n"A,1', 'no closing quote'],
    ['name,status,s\nA,live,x\n,,y', 'Row 2: Its status "live"'],
    ['name,status,s\nA,live,x\n,,y', 'Row 3: It has no name'],
    ['name,attrs,s\nA,country,x', 'country=de|at'],
    ['name,themes,s\nA,"[1]",x', 'themes cannot be read'],
    [`name,s\n${'A,x\n'.repeat(201)}`, 'at most 200'],
  ])('says what is wrong in %j', (csv, message) => expect(told(csv)).toContain(message))

  it('leaves the cell of a text empty that a wording does not have, whatever its name', () => {
    const wording = {
      name: 'Short',
      status: 'draft' as const,
      is_control: false,
      themes: [],
      attrs: {},
      vars: {},
    }
    expect(writeVariants(['constructor'], [wording])).toContain('Short,draft,false,,,\r\n')
  })

  it('reads everything that was exported', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    const name = text.map(each => `n${each}`.trim())
    const variant = fc.record({
      name,
      status: fc.constantFrom('draft' as const, 'approved' as const, 'archived' as const),
      is_control: fc.boolean(),
      themes: fc.uniqueArray(name, { maxLength: 3 }),
      attrs: fc.dictionary(
        fc.stringMatching(/^[a-z]{1,5}$/),
        fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        { maxKeys: 2, noNullPrototype: true },
      ),
      vars: fc.record({ subject: text, name: fc.constantFrom('=1+1', '', "'=x", '@cmd') }),
    })
    fc.assert(
      fc.property(fc.array(variant, { maxLength: 4 }), variants => {
        const items = variants.map(({ is_control, ...rest }) => ({ ...rest, control: is_control }))
        expect(told(writeVariants(['subject', 'name'], variants))).toEqual({
          variables: ['subject', 'name'],
          items,
        })
      }),
    )
  })
})
