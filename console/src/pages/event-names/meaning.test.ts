import { describe, expect, it } from 'vitest'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import { inOrder, statusInWords, withRule } from './meaning.ts'

const name = (given: Partial<EventName>): EventName =>
  ({ event: 'x', type: null, name: null, last_seen: '1', status: 'unknown', ...given }) as EventName

describe('the meaning of names', () => {
  it.each([
    [{}, 'Not known', 'warning'],
    [{ status: 'not-listened', type: 'custom', name: 'visit' }, 'No template counts visit', 'warning'],
    [
      { status: 'mapped', type: 'conversion', name: 'purchase' },
      'A conversion: purchase, by your rule',
      'accent',
    ],
    [{ status: 'understood', type: 'open' }, 'The message was opened', 'plain'],
    [{ status: 'understood', type: 'handshake' }, 'handshake', 'plain'],
  ] as const)('%j: %s', (given, text, tone) => {
    expect(statusInWords(name(given))).toEqual({ text, tone })
  })

  it('comes first where it is missing, the latest first', () => {
    const names = [
      name({ event: 'a', status: 'mapped', last_seen: '9' }),
      name({ event: 'b', last_seen: '1' }),
      name({ event: 'c', status: 'not-listened', last_seen: '2' }),
      name({ event: 'd', status: 'understood', last_seen: '3' }),
    ]
    expect(inOrder(names).map(({ event }) => event)).toEqual(['c', 'b', 'a', 'd'])
  })

  it('is one rule a name: set anew, added or taken away', () => {
    const tour = { platform: 'events', event: 'Tour', type: 'custom' }
    const other = { event: 'visit', type: 'open' }
    const changed = { platform: 'events', event: 'tour ', type: 'conversion' }
    expect(withRule([tour, other], changed, changed)).toEqual([changed, other])
    expect(withRule([other], tour, tour)).toEqual([other, tour])
    expect(withRule([tour, other], tour, undefined)).toEqual([other])
    expect(withRule([other], tour, undefined)).toEqual([other])
  })
})
