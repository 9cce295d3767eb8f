import type { Org } from '../../../../runtime/catalog/catalog.ts'
import type { HeldLease } from '../../../../runtime/outbox/lease.ts'
import type { Loading } from '../../loading.ts'
import { readingOf, type StoredSource } from '../source.ts'
import { createTracker } from './progress.ts'
import { type Reading, type ReadOptions, StoppedError } from './reading.ts'
import { createReport } from './report.ts'
import type { StoredRun } from './run.ts'

interface Work {
  readonly run: StoredRun
  readonly source: StoredSource
  readonly org: Org
  readonly lease: HeldLease
}

export async function importAll(
  reading: Reading,
  { run, source, org, lease }: Work,
  options: ReadOptions,
): Promise<void> {
  const { db, clock, spool, kinds } = reading
  const tracker = createTracker(run.progress, clock())
  const report = createReport(reading, run, tracker)
  const goOn = () => {
    if (report.isEnded() || options.isStopping() || !lease.isCurrent()) throw new StoppedError()
  }
  const { apply, ...ingesting } = reading.ingestOf(org)
  const loading: Loading = {
    ...{ db, clock, spool, ...ingesting, onColumns: tracker.columns, onRead: tracker.read },
    async apply(session, change) {
      if (!lease.isCurrent()) throw new StoppedError()
      const outcomes = await apply(session, change)
      tracker.counted(change.rows.length, change.gone.length)
      return outcomes
    },
    onProgress(text) {
      tracker.current(text)
      options.onProgress?.(text)
      report.soon()
      goOn()
    },
  }
  const imports = kinds.open(org, source).import(loading, {
    ...{ orgId: org.id, source: source.name, reading: readingOf(source.reading) },
    isAccepted: options.isAccepted ?? false,
    onPlan(plan) {
      tracker.plan(plan)
      report.soon()
    },
    onFetched: tracker.fetched,
  })
  for await (const imported of imports) {
    report.add(tracker.ended(imported))
    options.onImported?.(imported)
    report.soon()
    goOn()
  }
  await report.save()
}
