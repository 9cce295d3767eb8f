import { expect, it } from 'vitest'
import { createMonthUses, type MonthUse } from './month-use.ts'

const AT = new Date('2026-03-31T23:59:50Z')

function usesOver(options: { isAway?: () => boolean; now?: () => Date } = {}) {
  const sums = new Map<string, MonthUse>()
  const { isAway = () => false, now = () => AT } = options
  const store = {
    async add(uses: readonly MonthUse[]) {
      if (isAway()) throw new Error('the store is away')
      return uses.map(use => {
        const { choices, events } = sums.get(`${use.orgId} ${use.month}`) ?? { choices: 0, events: 0 }
        const sum = { ...use, choices: choices + use.choices, events: events + use.events }
        sums.set(`${use.orgId} ${use.month}`, sum)
        return sum
      })
    },
    async load(orgId: number, month: string) {
      if (isAway()) throw new Error('the store is away')
      return sums.get(`${orgId} ${month}`) ?? { choices: 0, events: 0 }
    },
  }
  return { store, create: () => createMonthUses(store, 10_000, now, () => undefined) }
}

it('counts what is stored, what is pending, and what another process stored some seconds ago', async () => {
  let now = AT.getTime() - 60_000
  const { create } = usesOver({ now: () => new Date(now) })
  const [one, other] = [create(), create()]
  one.count(1, 'choices', 3)
  expect(await one.hasUsed(1, 'choices', 3)).toBe(true)
  expect(await one.hasUsed(1, 'choices', 4)).toBe(false)
  expect(await one.hasUsed(1, 'events', 1)).toBe(false)
  expect(await one.hasUsed(2, 'choices', 1)).toBe(false)
  await one.flush()
  expect(await one.hasUsed(1, 'choices', 3)).toBe(true)
  other.count(1, 'choices', 2)
  await other.flush()
  expect(await other.hasUsed(1, 'choices', 5)).toBe(true)
  expect(await one.hasUsed(1, 'choices', 5)).toBe(false)
  now += 10_000
  expect(await one.hasUsed(1, 'choices', 5)).toBe(true)
})

it('begins anew with the month', async () => {
  let now = AT
  const uses = usesOver({ now: () => now }).create()
  uses.count(1, 'events', 5)
  expect(await uses.hasUsed(1, 'events', 5)).toBe(true)
  now = new Date('2026-04-01T00:00:00Z')
  expect(await uses.hasUsed(1, 'events', 5)).toBe(false)
})

it('refuses nobody while the store is away', async () => {
  const { create } = usesOver({ isAway: () => true })
  const uses = create()
  expect(await uses.hasUsed(1, 'choices', 1)).toBe(false)
  uses.count(1, 'choices', 1)
  await uses.flush()
  expect(await uses.hasUsed(1, 'choices', 1)).toBe(false)
})
