import type { Channel } from '../core/mapping/channels.ts'
import { claimRun } from '../features/warehouse/sources/runs/lease-store.ts'
import { readRun } from '../features/warehouse/sources/runs/read-run.ts'
import type { ReadOptions } from '../features/warehouse/sources/runs/reading.ts'
import { queueRun } from '../features/warehouse/sources/runs/run-store.ts'
import { findSourceByName } from '../features/warehouse/sources/source-store.ts'
import type { Org } from '../runtime/catalog/catalog.ts'
import { LEASE_MS } from '../runtime/outbox/lease.ts'
import type { Services } from '../services.ts'
import { sourceReadingOf } from '../worker-wiring.ts'

/**
 * Reads a stored source in this process, as a run of its own.
 * @throws if there is no such source, or it is read already, or the run fails
 */
export async function readSource(
  services: Services,
  org: Org,
  name: string,
  { authority, ...options }: Omit<ReadOptions, 'isStopping'> & { readonly authority: Channel | undefined },
): Promise<void> {
  const { db, clock } = services
  const source = await findSourceByName(db, org.id, name)
  if (source === undefined)
    throw new Error(`There is no source "${name}". Name files to import, or make the source first.`)
  const queued = await queueRun(
    db.kysely,
    { orgId: org.id, sourceId: source.id, trigger: 'command', by: 'parley import' },
    clock(),
  )
  const until = new Date(clock().getTime() + LEASE_MS)
  const run = queued && (await claimRun(db, clock(), until, queued.id))
  if (run === undefined) throw new Error(`Another process reads the source "${name}" now. Wait for it.`)
  const reading = sourceReadingOf(services, authority)
  const failure = await readRun(reading, run, { ...options, isStopping: () => false })
  if (failure !== null) throw new Error(failure)
}
