import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../../../test/database.ts'
import { createId } from '../../lib/id.ts'
import { type Database, openDatabase } from '../../runtime/db/db.ts'
import { type Decision, openLedger } from './ledger.ts'

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

const decision = (messageKey: string, attrs = '{}'): Decision => ({
  id: createId(Date.now()),
  orgId: 1,
  decidedAt: new Date(),
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
  table: undefined,
  tableRow: null,
  epsilon: null,
})

it('stores a message once that is asked for again and again while one of its batches fails', async () => {
  const ledger = openLedger(db)
  const refused = ledger.record(decision('again', 'no JSON'))
  refused.catch(() => {})
  await nextTurn()
  // So many that the first request is forgotten before it has failed.
  const others = Array.from({ length: 2_100 }, (_, number) => ledger.record(decision(`other-${number}`)))
  const second = ledger.record(decision('again'))
  await expect(refused).rejects.toThrow()
  const third = ledger.record(decision('again'))
  await Promise.all(others)
  expect(await third).toEqual(await second)
})
