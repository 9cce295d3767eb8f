import { describe, expect, it } from 'vitest'
import { type Change, createTally, type Tally } from './tally.ts'

const AT = new Date('2026-03-02T09:10:00Z')
const HOUR = Date.parse('2026-03-02T09:00:00Z')

function tallyInto(written: (readonly Change[])[], fails = () => false): Tally {
  return createTally(
    async changes => {
      if (fails()) throw new Error('the store is away')
      written.push(changes)
    },
    600_000,
    () => undefined,
  )
}

describe('the tally', () => {
  it('writes one row a platform and hour, however many calls are refused', async () => {
    const written: (readonly Change[])[] = []
    const tally = tallyInto(written)
    for (let call = 0; call < 10_000; call++) tally.refused(1, 'cio', 'bad-signature', AT)
    expect(written).toEqual([])
    await tally.flush()
    await tally.flush()
    expect(written).toHaveLength(1)
    expect(written[0]).toHaveLength(1)
    expect(written[0]?.[0]).toMatchObject({ failures: 10_000, lastFailure: 'bad-signature' })
    expect(written[0]?.[0]?.hours).toEqual(new Map([[HOUR, { received: 0, unreadable: 0, refused: 10_000 }]]))
  })

  it('writes by itself after a while', async () => {
    const changes = await new Promise<readonly Change[]>(resolve => {
      const tally = createTally(
        async written => resolve(written),
        1,
        () => undefined,
      )
      tally.received(1, 'cio', AT)
    })
    expect(changes).toMatchObject([{ orgId: 1, platform: 'cio', firstReceivedAt: AT, lastReceivedAt: AT }])
  })

  it('goes on after a writing that failed', async () => {
    const written: (readonly Change[])[] = []
    let isAway = true
    const tally = tallyInto(written, () => isAway)
    tally.received(1, 'cio', AT)
    await tally.flush()
    isAway = false
    tally.received(2, 'cio', AT)
    await tally.flush()
    expect(written).toMatchObject([[{ orgId: 2 }]])
  })

  it('forgets failures with a call that is understood, and takes no replay for a new failure', async () => {
    const written: (readonly Change[])[] = []
    const tally = tallyInto(written)
    const call = { platform: 'cio', receivedAt: AT, isUnderstood: false, isCounted: false, isReplay: false }
    tally.read(1, [call, call, { ...call, isReplay: true }])
    await tally.flush()
    tally.read(1, [call, { ...call, isUnderstood: true, isCounted: true, isReplay: true }])
    await tally.flush()
    expect(written).toMatchObject([
      [{ failures: 2, isUnderstood: false, lastCountedAt: null }],
      [{ failures: 0, isUnderstood: true, lastCountedAt: AT, lastFailure: null }],
    ])
  })
})
