import { expect, it } from 'vitest'
import { inOrderOf } from './wording.ts'

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
