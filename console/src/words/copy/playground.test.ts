import { describe, expect, it } from 'vitest'
import { drawInWords, javaScriptOf } from './playground.ts'

const eligible = [
  { name: 'Question', weight: 0.25 },
  { name: 'Short', weight: 0.75 },
]

describe('drawInWords', () => {
  it('names the shares of all traffic, the largest first', () => {
    const split = { method: 'internal_persistent', control_share: 0.2 }
    expect(drawInWords({ eligible, split }).replaceAll('\u202f', ' ')).toBe(
      'Drawn from 2: Short 60 %, Question 20 %; control 20 %.',
    )
  })
  it('leaves the control to a platform that divides', () => {
    const split = { method: 'external', control_share: 0.2 }
    expect(drawInWords({ eligible, split })).toContain('the platform divides control')
  })
  it('says when there is nothing', () => {
    expect(drawInWords({ eligible: [], split: { method: '', control_share: 0 } })).toContain('nothing')
  })
})

it('writes a call that JavaScript can read', () => {
  const code = javaScriptOf('https://parley.example.com/api/generate/acme', { fields: { name: "O'Hara" } })
  expect(code).toContain(`"name": "O'Hara"`)
  expect(() => new Function(`return async () => { ${code} }`)).not.toThrow()
})
