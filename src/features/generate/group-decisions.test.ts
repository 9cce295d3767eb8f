import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Decision } from './decision.ts'
import { sortByKind } from './group-decisions.ts'

const either = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)

const table = (id: string) => ({ id }) as Decision['table']
const TABLES = [undefined, table('t1'), table('t2')]

/** Decisions that differ in few ways, so that many share a group. */
const decisions = fc.array(
  fc.record<Decision>({
    id: fc.uuid(),
    orgId: either(1, 2),
    decidedAt: either(0, 299_999, 300_000).map(ms => new Date(ms)),
    templateId: either('a', 'b'),
    variantId: either('v1', 'v2', null),
    arm: either('control', 'treatment'),
    counted: fc.boolean(),
    reason: either('bandit', 'forced'),
    propensity: either(0.25, 0.5),
    modelVersion: either(1, 2),
    userKey: fc.string(),
    email: fc.constant(null),
    trackingId: fc.constant(null),
    attrs: fc.constant('{}'),
    windows: either('{}', null),
    messageKey: fc.constant(null),
    keyExpiresAt: fc.constant(null),
    cell: either('', 'pro'),
    personBucket: fc.nat(127),
    table: either(...TABLES),
    tableRow: either(null, 1, 2),
    epsilon: either(null, 0.1),
  }),
)

/** The fields that are equal in a group. */
const common = ({ table, tableRow, decidedAt, reason, ...rest }: Decision) => {
  const { id, userKey, email, trackingId, attrs, messageKey, keyExpiresAt, personBucket, ...counted } = rest
  const isEven = table !== undefined && tableRow === null && reason === 'bandit'
  return JSON.stringify([counted, reason, table?.id, isEven, decidedAt.getTime() < 300_000])
}

it('groups decisions that are equal in all counted fields, and no others', () => {
  fc.assert(
    fc.property(decisions, given => {
      const [kinds, kindOf] = sortByKind(given)
      const firsts = kinds.map(({ first }) => common(first))
      expect(new Set(firsts).size).toBe(kinds.length)
      expect(kindOf.map(kind => firsts[kind])).toEqual(given.map(common))
      for (const { first, isEven, startsAtMs } of kinds) {
        expect(startsAtMs).toBe(first.decidedAt.getTime() < 300_000 ? 0 : 300_000)
        expect(isEven).toBe(first.table !== undefined && first.tableRow === null && first.reason === 'bandit')
      }
    }),
  )
})
