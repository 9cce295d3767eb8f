import { expect, it } from 'vitest'
import { addMissingLocks, lockOrg, tryLockOrg } from '../../src/runtime/db/by-org/org-lock.ts'
import { createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene

async function orgId(): Promise<number> {
  const org = await server.services.catalog.findOrg(scene.org)
  if (!org) throw new Error('the organisation of the test is gone')
  return org.id
}

it('one transaction at a time holds the lock of an organisation, and others go on with the organisation', async () => {
  const { db } = server.services
  const id = await orgId()
  await db.transaction(async session => {
    expect(await tryLockOrg(session, id)).toBe(true)
    expect(await db.transaction(other => tryLockOrg(other, id))).toBe(false)
    // Its rows refer to the organisation, and its settings change.
    await createTemplate(server, scene.org, 'welcome')
    expect((await server.call('PATCH', `/api/v1/orgs/${scene.org}`, { name: 'Other' })).status).toBe(200)
  })
  expect(await db.transaction(other => tryLockOrg(other, id))).toBe(true)
})

it('waits for the process that has it', async () => {
  const { db } = server.services
  const id = await orgId()
  const order: string[] = []
  let waiting: Promise<unknown> = Promise.resolve()
  await db.transaction(async session => {
    await lockOrg(session, id)
    waiting = db.transaction(async other => {
      await lockOrg(other, id)
      order.push('second')
    })
    expect(await db.transaction(other => tryLockOrg(other, id))).toBe(false)
    order.push('first')
  })
  await waiting
  expect(order).toEqual(['first', 'second'])
})

it('makes a lock that is missing, and none for an organisation that is gone', async () => {
  const { db } = server.services
  const id = await orgId()
  await db.query({ text: 'delete from org_locks where org_id = $1', values: [id] })
  await db.transaction(async session => {
    expect(await tryLockOrg(session, id)).toBe(true)
    await lockOrg(session, id)
  })
  expect(await db.query({ text: 'select from org_locks where org_id = $1', values: [id] })).toHaveLength(1)
  expect(await db.transaction(session => tryLockOrg(session, 1_000_000_000))).toBe(false)
  await db.transaction(session => lockOrg(session, 1_000_000_000))
})

it('respects the lock of a process of the release before', async () => {
  const { db } = server.services
  const id = await orgId()
  await db.transaction(async session => {
    await session.query({ text: 'select pg_advisory_xact_lock(727539, $1)', values: [id] })
    expect(await db.transaction(other => tryLockOrg(other, id))).toBe(false)
  })
})

it('adds all locks that are missing, as looks for work need them', async () => {
  const { db } = server.services
  const id = await orgId()
  await db.query({ text: 'delete from org_locks where org_id = $1', values: [id] })
  await addMissingLocks(db)
  expect(await db.query({ text: 'select from org_locks where org_id = $1', values: [id] })).toHaveLength(1)
  await addMissingLocks(db)
  expect(await db.query({ text: 'select from org_locks where org_id = $1', values: [id] })).toHaveLength(1)
})
