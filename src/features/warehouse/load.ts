import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { applyChanges } from './apply.ts'
import { withFindings } from './file-store.ts'
import { reasonToHold } from './hold.ts'
import { isSame, keptFiles, settledAs, withoutKept } from './known-files.ts'
import { ChangedError, type Load, type Loaded, type Loading } from './loading.ts'
import { markUnfinished, saveHeld, saveLoaded } from './outcome-store.ts'
import { readPartition, writeFormer } from './read-partition.ts'
import { FORMER_FILE } from './reader/messages.ts'

const CHANGED: Loaded = { state: 'waiting', reason: 'The files changed while they were read.' }

/**
 * Makes the events of a partition those of its files: rows that are new are counted, and events whose row is gone are
 * withdrawn. Nothing changes if a file cannot be read, or if most rows are gone.
 */
export async function loadPartition(loading: Loading, load: Load): Promise<Loaded> {
  const settled = await settledAs(loading.db, load)
  if (settled !== undefined) return settled
  await mkdir(loading.spool, { recursive: true })
  const spool = await mkdtemp(join(loading.spool, 'partition-'))
  try {
    return await loadInto(spool, loading, load)
  } catch (error) {
    if (error instanceof ChangedError) return CHANGED
    throw error
  } finally {
    await rm(spool, { recursive: true, force: true })
  }
}

async function loadInto(spool: string, loading: Loading, load: Load): Promise<Loaded> {
  const { db, clock } = loading
  const { orgId, partition, found } = load
  const isAccepted = load.isAccepted || (partition.decision === 'accept' && (await isSame(db, load)))
  await writeFormer(db, orgId, partition.id, join(spool, FORMER_FILE))
  const kept = await keptFiles(db, load)
  const result = await readPartition(spool, loading, load, kept)
  loading.onColumns?.(result.columns)
  if ((await found.isStill?.()) === false) return CHANGED
  const files = [...kept, ...withFindings(withoutKept(found.files, kept), result.files)]
  const reason =
    reasonToHold(result, isAccepted) ?? (await loading.settle(result.names, load.reading.platform))
  if (reason !== undefined) {
    await db.transaction(session => saveHeld(session, orgId, { id: partition.id, reason, files }, clock()))
    return { state: 'held', reason }
  }
  loading.onRead?.(result)
  const { platform, lookbackHours, people } = load.reading
  const isHashed = people !== 'plain'
  const change = { orgId, partitionId: partition.id, platform, lookbackHours, isHashed, spool, result }
  await markUnfinished(db, orgId, partition.id)
  const applied = await applyChanges(loading, change)
  const { rows, firstUs, lastUs } = result
  const loaded = { id: partition.id, rows, firstUs, lastUs, files, isAddition: kept.length > 0 }
  await db.transaction(session => saveLoaded(session, orgId, loaded, clock()))
  return { state: 'loaded', result, applied }
}
