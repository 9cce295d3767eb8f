import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recommendation } from '../../core/inference/recommend.ts'
import { isMaterial, type Present, reconcile } from './reconcile.ts'
import { STATUSES } from './schema.ts'
import { EVERYONE, segmentsOf } from './segments.ts'

const archive = (subject: string, messages: number): Recommendation => ({
  kind: 'archive',
  subject,
  reason: `after ${messages}`,
  evidence: { messages, chance_to_be_best: 0.001 },
})

interface Row {
  readonly status: Present['status']
  readonly messages: number
}

const messages = fc.integer({ min: 0, max: 20 })
const stored = fc.record({ status: fc.constantFrom(...STATUSES), messages })
const orNothing = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

/** Written independently of the code: by status, the change after a check at so many messages. */
function expected(row: Row | undefined, now: number | undefined): readonly string[] {
  if (row === undefined) return now === undefined ? [] : ['open']
  if (now === undefined) return row.status === 'open' ? ['withdraw'] : []
  const [low, high] = [Math.min(row.messages, now), Math.max(row.messages, now)]
  const hasDoubled = high > low && high >= 2 * low
  const isDue = {
    open: high > low,
    withdrawn: true,
    accepted: hasDoubled,
    dismissed: hasDoubled,
    applied: hasDoubled,
  }
  return isDue[row.status] ? ['renew'] : []
}

describe('a new check', () => {
  it('opens valid advice, withdraws invalid advice, and respects decisions', () => {
    fc.assert(
      fc.property(orNothing(stored), orNothing(messages), (row, now) => {
        const present = row
          ? [{ ...archive('a', row.messages), id: 'x', subject: 'a', status: row.status }]
          : []
        const changes = reconcile(present, now === undefined ? [] : [archive('a', now)])
        expect(changes.map(({ what }) => what)).toEqual(expected(row, now))
      }),
    )
  })

  it('treats another subject or kind as separate advice', () => {
    const present = [{ ...archive('a', 10), id: 'x', subject: 'a', status: 'dismissed' as const }]
    expect(reconcile(present, [archive('b', 10)])).toMatchObject([{ what: 'open' }])
    expect(isMaterial('ship', { chance_to_be_best: 0.5 }, { chance_to_be_best: 0.1 })).toBe(false)
  })
})

describe('segments', () => {
  const people = Array.from({ length: 200 }, (_, at) => ({
    plan: [at % 4 === 0 ? 'free' : 'pro'],
    id: [`${at}`],
  }))
  const everybody = { attrs: {} }
  const pro = { attrs: { plan: ['pro'] } }

  it('are values of attributes that matter, the largest first, with the variants they may get', () => {
    expect(segmentsOf(people, [everybody, pro, pro], ['plan'], 2)).toEqual([
      { name: 'plan=pro', share: 0.75, variants: 3 },
      { name: 'plan=free', share: 0.25, variants: 1 },
    ])
  })

  it('are everyone if all lack variants, and none while messages are few', () => {
    expect(segmentsOf(people, [everybody], ['plan'], 2)).toEqual([{ name: EVERYONE, share: 1, variants: 1 }])
    expect(segmentsOf(people.slice(0, 99), [everybody], ['plan'], 2)).toEqual([])
  })
})
