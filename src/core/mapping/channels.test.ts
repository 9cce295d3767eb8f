import { describe, expect, it } from 'vitest'
import { type ChannelChoice, channelFor, comparedReason } from './channels.ts'

const at = new Date('2026-01-03T12:00:00Z')
const open = { platform: 'itbl', type: 'open', name: null, at } as const
const purchase = { platform: 'itbl', type: 'conversion', name: 'Purchase', at } as const

describe('the channel that counts', () => {
  const choices: readonly ChannelChoice[] = [
    { event: '*', channel: 'webhook' },
    { event: 'conversion', channel: 'warehouse' },
    { event: 'purchase', channel: 'webhook' },
    { event: 'purchase', platform: 'braze', channel: 'warehouse' },
  ]

  it('is that of the closest name, and of the platform before any platform', () => {
    expect(channelFor(choices, open)).toBe('webhook')
    expect(channelFor(choices, { ...purchase, name: 'sign_up' })).toBe('warehouse')
    expect(channelFor(choices, purchase)).toBe('webhook')
    expect(channelFor(choices, { ...purchase, platform: 'braze' })).toBe('warehouse')
  })

  it('is every channel without a choice, and for what Parley must do', () => {
    expect(channelFor([], open)).toBeUndefined()
    expect(channelFor([{ event: 'click', channel: 'webhook' }], open)).toBeUndefined()
    for (const type of ['user_deletion', 'handshake', 'ignored'] as const)
      expect(channelFor(choices, { ...open, type })).toBeUndefined()
  })

  it('is the other one before the moment from which it counts', () => {
    const since = [{ event: 'open', channel: 'warehouse', since: '2026-01-03T12:00:00Z' }] as const
    expect(channelFor(since, open)).toBe('warehouse')
    expect(channelFor(since, { ...open, at: new Date(at.getTime() - 1) })).toBe('webhook')
  })

  it('says why the events of the other one are kept', () => {
    expect(comparedReason(choices, { ...open, isExported: false })).toBeNull()
    expect(comparedReason(choices, { ...open, isExported: true })).toBe(
      'Kept for comparison: for "open", webhooks count.',
    )
  })
})
