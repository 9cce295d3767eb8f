import { describe, expect, it } from 'vitest'
import { evenShares, recentShares, type Sighting } from './standing.ts'
import { CONTROL_SHARE, TEMPLATES } from './world.ts'

const sighting = (atSeconds: number, one: number, other: number): Sighting => ({
  atSeconds,
  decisions: new Map([
    ['one', one],
    ['other', other],
  ]),
})

describe('the division of recent traffic', () => {
  it('is that of the last ten seconds, not of all time', () => {
    const shares = recentShares([sighting(0, 0, 0), sighting(20, 500, 500), sighting(30, 520, 680)])
    expect(shares.get('one')).toBeCloseTo(0.1)
    expect(shares.get('other')).toBeCloseTo(0.9)
  })

  it('looks back further where there was little', () => {
    const shares = recentShares([sighting(0, 0, 0), sighting(20, 30, 70), sighting(30, 31, 71)])
    expect(shares.get('one')).toBeCloseTo(31 / 102)
  })

  it('is unknown without any', () => {
    expect(recentShares([]).size).toBe(0)
    expect(recentShares([sighting(0, 5, 5)]).size).toBe(0)
  })
})

describe('the even division', () => {
  it('adds up to one, and gives less to what only some people may get', () => {
    for (const template of TEMPLATES) {
      const shares = evenShares(template)
      expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    }
    const [, , price] = TEMPLATES
    const shares = price ? evenShares(price) : new Map<string, number>()
    // Of those without the control, three of seven are premium, and share three variants; four share two.
    const treated = 1 - CONTROL_SHARE
    expect(shares.get('Price drop')).toBeCloseTo(CONTROL_SHARE)
    expect(shares.get('For premium members')).toBeCloseTo((treated * 3) / 7 / 3)
    expect(shares.get('Names the item')).toBeCloseTo(treated * (3 / 7 / 3 + 4 / 7 / 2))
  })
})
