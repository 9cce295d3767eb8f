import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../../src/core/events/event.ts'
import { WAYS } from '../../src/core/events/stored-event.ts'
import { LINK_KINDS } from '../../src/features/accounts/links/link-store.ts'
import { DELIVERY_STATES as SENDING_STATES } from '../../src/features/deliver/schema.ts'
import { DELIVERY_STATES as FEEDBACK_STATES } from '../../src/features/feedback/deliveries/schema.ts'
import { WRITE_STATES } from '../../src/features/write-back/schema.ts'
import { ensurePartitions } from '../../src/runtime/db/partitions.ts'
import { ROLES } from '../../src/runtime/http/permission.ts'
import { JOB_STATES } from '../../src/runtime/jobs/job.ts'
import { startTestApp, type TestApp } from '../app.ts'

interface Check {
  readonly name: string
  readonly definition: string
  readonly isValid: boolean
}

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})
afterAll(() => server.close())

const query = <Row>(text: string) => server.services.db.query<Row>({ text })

/** Constraints on closed sets, those that partitions inherit left out. */
const checks = (where = 'coninhcount = 0') =>
  query<Check>(`
    select conname as name, pg_get_constraintdef(oid) as definition, convalidated as "isValid" from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace and ${where} order by conname collate "C"`)

const read = (name: string) => readFileSync(`migrations/0020-closed-sets-${name}.sql`, 'utf8')

/** Takes back the migration. */
async function undo(): Promise<void> {
  const found = await query<{ statement: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace and coninhcount = 0`)
  for (const { statement } of found) await query(statement)
}

const run = (name: string) => server.services.db.transaction(session => session.query({ text: read(name) }))

describe('columns of a closed set', () => {
  it('say which words they may hold: those of the code', async () => {
    const found = new Map(
      (await checks()).map(({ name, definition }) => [
        name,
        [...definition.matchAll(/'([^']+)'/g)].map(([, word]) => word).sort(),
      ]),
    )
    const added = [...read('added').matchAll(/add constraint (\w+)/g)].map(([, name]) => name)
    expect(added).toHaveLength(20)
    expect([...found.keys()]).toEqual(expect.arrayContaining(added))
    const sorted = (words: readonly string[]) => words.toSorted()
    expect(found.get('events_type')).toEqual(sorted(EVENT_TYPES))
    expect(found.get('events_matched_by')).toEqual(sorted(WAYS))
    expect(found.get('jobs_state')).toEqual(sorted(JOB_STATES))
    expect(found.get('deliveries_state')).toEqual(sorted(SENDING_STATES))
    expect(found.get('feedback_deliveries_state')).toEqual(sorted(FEEDBACK_STATES))
    expect(found.get('profile_writes_state')).toEqual(sorted(['intended', ...WRITE_STATES]))
    expect(found.get('memberships_role')).toEqual(sorted(ROLES))
    expect(found.get('account_links_role')).toEqual(sorted(ROLES))
    expect(found.get('account_links_kind')).toEqual(sorted(LINK_KINDS))
  })

  it('refuse others, in partitions that are yet to come too', async () => {
    await ensurePartitions(server.services.db, new Date('2031-05-01T00:00:00Z'))
    const insert = (arm: string) =>
      query(`insert into decisions (org_id, id, decided_at, template_id, arm, counted, reason, propensity, model_version, attrs)
        values (1, gen_random_uuid(), '2031-05-10', 'welcome', '${arm}', true, 'bandit', 1, 1, '{}')`)
    await insert('control')
    await expect(insert('controll')).rejects.toThrow('decisions_arm')
  })

  it('are checked without keeping anybody from reading or writing', async () => {
    await undo()
    await run('added')
    expect((await checks()).filter(({ isValid }) => isValid)).toEqual([])
    const modes = await server.services.db.transaction(async session => {
      await session.query({ text: read('validated') })
      return session.query<{ mode: string }>({
        text: `select distinct mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' order by 1`,
      })
    })
    const harmless = ['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock']
    expect(modes.map(({ mode }) => mode).filter(mode => !harmless.includes(mode))).toEqual([])
    expect((await checks('true')).filter(({ isValid }) => !isValid)).toEqual([])
  })

  it('do without where a store holds another word, and keep it', async () => {
    await undo()
    await query(`insert into variant_counts (org_id, template_id, variant_id, arm, hour)
      values (1, 'welcome', gen_random_uuid(), 'holdout', '2026-01-01')`)
    await run('added')
    await run('validated')
    const names = (await checks()).map(({ name }) => name)
    expect(names).toHaveLength(19)
    expect(names).not.toContain('variant_counts_arm')
    expect((await checks('true')).filter(({ isValid }) => !isValid)).toEqual([])
    expect(await query("select arm from variant_counts where arm = 'holdout'")).toHaveLength(1)
  })
})
