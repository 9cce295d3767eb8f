import { expect, it } from 'vitest'
import { lettersOf } from './letters.ts'

it('gives letters in the order of creation, and = to control', () => {
  const variants = [
    { id: '0003', control: false },
    { id: '0001', control: true },
    { id: '0002', control: false },
  ]
  expect(Object.fromEntries(lettersOf(variants))).toEqual({ '0001': '=', '0002': 'A', '0003': 'B' })
})

it('goes on after Z', () => {
  const many = Array.from({ length: 54 }, (_, at) => ({ id: String(at).padStart(3, '0'), control: false }))
  const letters = lettersOf(many)
  expect(['025', '026', '051', '052'].map(id => letters.get(id))).toEqual(['Z', 'AA', 'AZ', 'BA'])
})
