import { expect, it } from 'vitest'
import { createActivity, type HourOfActivity, p95Of } from './activity.ts'

const AT = new Date('2026-03-02T09:10:00Z')

it('writes one row for each organisation and hour, with choices by the time they took', async () => {
  const written: HourOfActivity[] = []
  const activity = createActivity(
    async hours => void written.push(...hours),
    600_000,
    () => undefined,
  )
  for (const took of [0.4, 0.9, 3.2, 9_999, 60_000]) activity.chosen(1, AT, took)
  activity.read(1, AT, ['counted', 'duplicate', 'unmatched'])
  activity.chosen(2, new Date('2026-03-02T10:00:00Z'), 1)
  await activity.flush()
  await activity.flush()
  expect(written).toHaveLength(2)
  expect(written[0]).toMatchObject({ orgId: 1, events: 3, counted: 1, repeated: 1 })
  expect([...(written[0]?.choices ?? [])]).toEqual([
    [1, 2],
    [4, 1],
    [10_000, 2],
  ])
})

it('loses the sums of a write that fails, and no later ones', async () => {
  let fails = true
  const written: HourOfActivity[] = []
  const errors: unknown[] = []
  const activity = createActivity(
    async hours => {
      if (fails) throw new Error('the store is away')
      written.push(...hours)
    },
    600_000,
    error => errors.push(error),
  )
  activity.chosen(1, AT, 1)
  await activity.flush()
  fails = false
  activity.chosen(1, AT, 1)
  await activity.flush()
  expect(errors).toHaveLength(1)
  expect(written.map(({ choices }) => [...choices])).toEqual([[[1, 1]]])
})

it('the 95th percentile is the step that 95 of 100 reach', () => {
  expect(p95Of([])).toBeNull()
  expect(p95Of([{ tookMs: 5, choices: 1 }])).toBe(5)
  const many = [
    { tookMs: 100, choices: 5 },
    { tookMs: 2, choices: 95 },
  ]
  expect(p95Of(many)).toBe(2)
  expect(p95Of([...many, { tookMs: 250, choices: 1 }])).toBe(100)
})
