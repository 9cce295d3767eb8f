import { describe, expect, it } from 'vitest'
import { createRefusals, type Refusal, type RefusedOfOrg } from './refusals.ts'

const AT = new Date('2026-03-02T09:10:30Z')
const refusal: Refusal = {
  ...{ orgId: 1, platform: 'cio', at: AT, reason: 'bad-signature', sizeBytes: 12, address: '203.0.113.9' },
  headers: { 'content-type': 'application/json', 'x-cio-signature': 'secret' },
}

function refusalsInto(written: RefusedOfOrg[], fails = () => false) {
  return createRefusals(
    async refused => {
      if (fails()) throw new Error('the store is away')
      written.push(refused)
    },
    600_000,
    () => undefined,
  )
}

describe('the refusals', () => {
  it('keep header names, the size and the network, and no value', async () => {
    const written: RefusedOfOrg[] = []
    const refusals = refusalsInto(written)
    refusals.add(refusal)
    await refusals.flush()
    const [call] = written[0]?.calls ?? []
    expect(call).toMatchObject({
      ...{ orgId: 1, platform: 'cio', receivedAt: AT, reason: 'bad-signature', sizeBytes: 12 },
      ...{ headerNames: ['content-type', 'x-cio-signature'], addressPrefix: '203.0.113.0/24' },
    })
    expect(JSON.stringify(written)).not.toContain('secret')
  })

  it('count a flood in full and describe a part of it', async () => {
    const written: RefusedOfOrg[] = []
    const refusals = refusalsInto(written)
    for (let call = 0; call < 10_000; call++) refusals.add(refusal)
    refusals.add({ ...refusal, address: '198.51.100.1', reason: 'too-old' })
    await refusals.flush()
    await refusals.flush()
    expect(written).toHaveLength(1)
    expect(written[0]?.tallies.map(({ reason, count }) => [reason, count])).toEqual([
      ['bad-signature', 10_000],
      ['too-old', 1],
    ])
    expect(written[0]?.calls).toHaveLength(51)
    expect(written[0]?.calls.at(-1)?.addressPrefix).toBe('198.51.100.0/24')
  })

  it('go on after a write that failed', async () => {
    const written: RefusedOfOrg[] = []
    let isAway = true
    const refusals = refusalsInto(written, () => isAway)
    refusals.add(refusal)
    await refusals.flush()
    isAway = false
    refusals.add({ ...refusal, orgId: 2 })
    await refusals.flush()
    expect(written.map(({ orgId }) => orgId)).toEqual([2])
  })
})
