import { describe, expect, it } from 'vitest'
import { createHandles } from './handles.ts'

describe('handles', () => {
  const handles = createHandles('a key')

  it('stand for a name of one organisation, and hide it', () => {
    const handle = handles.of(1, 'ann@example.com')
    expect(handle).toBe(handles.of(1, 'ann@example.com'))
    expect(handle).toMatch(/^~[\w-]+$/)
    expect(handle).not.toContain('ann')
    expect(handles.open(1, handle)).toBe('ann@example.com')
    expect(handles.open(2, handle)).toBeUndefined()
    expect(handles.of(2, 'ann@example.com')).not.toBe(handle)
    expect(createHandles('another key').open(1, handle)).toBeUndefined()
  })

  it.each(['', '~', 'u1', '~u1', `~${'A'.repeat(80)}`])('do not take %j for one', text => {
    expect(handles.open(1, text)).toBeUndefined()
  })
})
