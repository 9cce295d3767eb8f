import { describe, expect, it } from 'vitest'
import { changesOf, isKeptDraft, isSame, patchOf } from './content.ts'

const content = { name: 'A', vars: { subject: 'x', body: 'y' }, attrs: { plan: ['pro'] }, themes: ['a'] }

describe('the content of a wording', () => {
  it('is the same in any order of names', () => {
    expect(isSame(content, { ...content, vars: { body: 'y', subject: 'x' } })).toBe(true)
    expect(isSame(content, { ...content, themes: ['b'] })).toBe(false)
  })

  it('is sent as far as it changed', () => {
    const next = { ...content, name: 'B', vars: { ...content.vars, body: 'z' } }
    expect(changesOf(content, next)).toEqual(['name', 'vars'])
    expect(patchOf(content, next)).toEqual({ name: 'B', vars: { subject: 'x', body: 'z' } })
  })

  it.each([
    [{ content, etag: '"x"', at: '2026-11-29T14:02:00Z' }, true],
    [{ content, etag: null, at: '2026-11-29T14:02:00Z' }, true],
    [{ content: { ...content, vars: { subject: 1 } }, etag: null, at: '' }, false],
    [{ content: { ...content, attrs: { plan: 'pro' } }, etag: null, at: '' }, false],
    [{ content, etag: 1, at: '' }, false],
    [null, false],
    ['text', false],
  ])('is read back only whole: %j', (value, expected) => expect(isKeptDraft(value)).toBe(expected))
})
