import { describe, expect, it } from 'vitest'
import {
  bodyOf,
  DEFAULT,
  packPlan,
  placeOf,
  planSearch,
  readPlan,
  SETTINGS,
  unpackPlan,
  valueAt,
} from './plan.ts'

describe('a plan', () => {
  it('survives its address and a pin', () => {
    const plan = { messages: 12_000, rate: 0.4, wordings: 5, control: 20, lift: -5 }
    expect(readPlan(planSearch(plan))).toEqual(plan)
    expect(unpackPlan(packPlan(plan))).toEqual(plan)
  })

  it('is the default where an address makes no sense', () => {
    expect(readPlan({})).toEqual(DEFAULT)
    expect(readPlan({ messages: -4, rate: 'much', wordings: 400, control: '0', lift: '1e9' })).toEqual(
      DEFAULT,
    )
    expect(unpackPlan('nothing')).toEqual(DEFAULT)
  })

  it('is sent as shares', () => {
    expect(bodyOf(DEFAULT, 60)).toEqual({
      ...{ messages_per_day: 5000, base_rate: 0.02, variants: 3, control_share: 0.1, lift: 0.1, worlds: 60 },
    })
  })
})

it.each(SETTINGS.map(setting => [setting.label, setting] as const))(
  'the slider of %s keeps its bounds',
  (_, setting) => {
    expect(valueAt(setting, 0)).toBe(setting.min)
    expect(valueAt(setting, 1000)).toBe(setting.max)
    for (const place of [0, 137, 500, 863, 1000]) {
      const value = valueAt(setting, place)
      expect(value).toBeGreaterThanOrEqual(setting.min)
      expect(value).toBeLessThanOrEqual(setting.max)
      expect(Math.abs(placeOf(setting, value) - place)).toBeLessThan(60)
    }
  },
)
