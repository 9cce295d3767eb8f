import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../../../test/database.ts'
import { holdStore } from '../../../test/hold-store.ts'
import { createId } from '../../lib/id.ts'
import { openDatabase } from '../../runtime/db/db.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ServedTable } from '../learning/served-policy.ts'
import type { Decision } from './decision.ts'
import { openLedger } from './ledger.ts'
import { withdraw } from './withdraw-store.ts'

let store: TestStore
let db: Database
beforeAll(async () => {
  store = await createTestStore()
  db = await openDatabase({ ...store, connectionsMax: 2, onDeath: error => Promise.reject(error) })
})
afterAll(async () => {
  await db.close()
  await store.remove()
})

/** The sums of decisions, and the number of stored decisions. */
async function counts(): Promise<{ counted: number; cohorts: number; stored: number }> {
  const [row] = await db.query<{ counted: number; cohorts: number; stored: number }>({
    text: `select (select coalesce(sum(decisions), 0) from variant_counts) as counted,
             (select coalesce(sum(count), 0) from cohort_counts where measure = 'decision') as cohorts,
             (select count(*) from decisions where counted) as stored`,
  })
  return row ?? { counted: 0, cohorts: 0, stored: 0 }
}

const decision = (messageKey: string | null, attrs = '{}', decidedAt = new Date()): Decision => ({
  id: createId(decidedAt.getTime()),
  orgId: 1,
  decidedAt,
  templateId: 'welcome',
  variantId: null,
  arm: 'control',
  counted: false,
  reason: 'control-split',
  propensity: 1,
  modelVersion: 0,
  userKey: 'ann',
  email: null,
  trackingId: null,
  attrs,
  windows: null,
  messageKey,
  keyExpiresAt: null,
  cell: '',
  personBucket: 0,
  table: undefined,
  tableRow: null,
  epsilon: null,
})

it('stores a message once if it is requested again and again while one of its batches fails', async () => {
  const ledger = openLedger(db)
  const refused = ledger.record(decision('again', 'no JSON')).kept
  refused.catch(() => {})
  await nextTurn()
  // Enough requests that the first recording is dropped before it has failed.
  const others = Array.from({ length: 2_100 }, (_, number) => ledger.record(decision(`other-${number}`)).kept)
  const second = ledger.record(decision('again')).kept
  await expect(refused).rejects.toThrow()
  const third = ledger.record(decision('again')).kept
  await Promise.all(others)
  expect(await third).toEqual(await second)
})

describe('a request that is answered without its decision', () => {
  /** A counted decision, of its own message unless a key is given. */
  const counting = (messageKey: string | null = createId(Date.now())): Decision => ({
    ...decision(messageKey),
    variantId: createId(Date.now()),
    counted: true,
  })

  it('leaves no counted decision behind, with or without a message key', async () => {
    const ledger = openLedger(db)
    const before = await counts()
    for (const alone of [counting(), counting(null)]) {
      const recording = ledger.record(alone)
      expect((await recording.kept)?.id).toBe(alone.id)
      ledger.abandon(recording, alone)
      await ledger.drain()
      expect(await counts()).toEqual(before)
    }
  })

  it('stores nothing if its decision still waits for a batch', async () => {
    const ledger = openLedger(db)
    const letGo = await holdStore(db, 'message_keys')
    const [first, second] = [counting(), counting()]
    const underWay = ledger.record(first)
    await nextTurn()
    await nextTurn()
    const waiting = ledger.record(second)
    ledger.abandon(waiting, second)
    await letGo()
    expect((await underWay.kept)?.id).toBe(first.id)
    expect(await waiting.kept).toBeUndefined()
    expect(await db.query({ text: 'select 1 from decisions where id = $1', values: [second.id] })).toEqual([])
  })

  it('leaves the decision to another request of the same message that was answered with it', async () => {
    const ledger = openLedger(db)
    const before = await counts()
    const [first, second] = [counting('shared'), counting('shared')]
    const [one, other] = [ledger.record(first), ledger.record(second)]
    ledger.abandon(one, first)
    expect((await other.kept)?.id).toBe(first.id)
    await ledger.drain()
    expect(await counts()).toEqual({
      ...before,
      counted: before.counted + 1,
      cohorts: before.cohorts + 1,
      stored: before.stored + 1,
    })
    expect((await ledger.record(counting('shared')).kept)?.id).toBe(first.id)
  })

  it('leaves it to a request of another process too, and the last one withdraws it', async () => {
    const [here, there] = [openLedger(db), openLedger(db)]
    const before = await counts()
    const [first, second] = [counting('far'), counting('far')]
    const one = here.record(first)
    await one.kept
    const other = there.record(second)
    expect((await other.kept)?.id).toBe(first.id)
    here.abandon(one, first)
    await here.drain()
    expect(await counts()).toMatchObject({ counted: before.counted + 1, stored: before.stored + 1 })
    there.abandon(other, second)
    await there.drain()
    expect(await counts()).toEqual(before)
    const third = counting('far')
    expect((await here.record(third).kept)?.id).toBe(third.id)
    expect(await counts()).toMatchObject({ counted: before.counted + 1, stored: before.stored + 1 })
  })

  const TABLE: ServedTable = {
    ...{ id: createId(Date.now()), version: 1, algorithm: 'thompson', cell: '' },
    ...{
      winners: new Uint16Array(4),
      shares: [1],
      candidates: { variants: [], ids: [createId(Date.now())] },
    },
  }

  it('is not stored if its table took too long', async () => {
    let goOn = () => {}
    const held = new Promise<void>(resolve => {
      goOn = resolve
    })
    const stored: unknown[] = []
    const slow: Database = {
      ...db,
      async query(statement) {
        if (statement.name === 'policy-tables-save') await held
        else stored.push(statement.name)
        return db.query(statement)
      },
    }
    const ledger = openLedger(slow)
    const late = { ...counting(), table: TABLE }
    const recording = ledger.record(late)
    await nextTurn()
    await nextTurn()
    ledger.abandon(recording, late)
    goOn()
    expect(await recording.kept).toBeUndefined()
    expect(stored).toEqual([])
  })

  it('withdraws nothing twice if the store does not confirm', async () => {
    const [here, there] = [openLedger(db), openLedger(db)]
    const [first, second] = [counting('unsaid'), counting('unsaid')]
    await here.record(first).kept
    await there.record(second).kept
    const before = await counts()
    for (let time = 0; time < 3; time++) await withdraw(db, 1, [second])
    expect(await counts()).toEqual(before)
  })

  it('is withdrawn when the connection is lost after the commit', async () => {
    let isLost = true
    const losing: Database = {
      ...db,
      async query(statement) {
        const rows = await db.query(statement)
        if (statement.name !== 'ledger-store' || !isLost) return rows as never
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      },
    }
    const ledger = openLedger(losing)
    const before = await counts()
    const lost = counting('lost')
    await expect(ledger.record(lost).kept).rejects.toThrow('ECONNRESET')
    isLost = false
    await ledger.drain()
    expect(await counts()).toEqual(before)
    const again = counting('lost')
    expect((await ledger.record(again).kept)?.id).toBe(again.id)
  })

  it('keeps its decision if events of it are stored', async () => {
    const ledger = openLedger(db)
    const reported = counting('reported')
    const recording = ledger.record(reported)
    await recording.kept
    await db.query({
      text: `insert into messages (org_id, decision_id, decided_at, template_id, arm, delivered, opened, machine_opened, clicked,
               machine_clicked, converted, unsubscribed, bounced, complained, revenue)
             values (1, $1, $2, 'welcome', 'control', true, false, false, false, false, false, false, false, false, '{}')`,
      values: [reported.id, reported.decidedAt],
    })
    const before = await counts()
    ledger.abandon(recording, reported)
    await ledger.drain()
    expect(await counts()).toEqual(before)
    expect((await ledger.record(counting('reported')).kept)?.id).toBe(reported.id)
  })
})

it('a decision that cannot be stored fails alone, not the others of its batch', async () => {
  const ledger = openLedger(db)
  const good = Array.from({ length: 60 }, () => decision(null))
  const all = [...good.slice(0, 30), decision(null, 'no JSON'), ...good.slice(30)]
  const outcomes = await Promise.allSettled(all.map(one => ledger.record(one).kept))
  expect(outcomes.map(({ status }) => status)).toEqual(
    all.map(({ attrs }) => (attrs === '{}' ? 'fulfilled' : 'rejected')),
  )
})
