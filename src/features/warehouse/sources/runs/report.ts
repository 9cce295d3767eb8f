import type { RunDay } from '../run-schema.ts'
import { saveProgress } from './lease-store.ts'
import type { Tracker } from './progress.ts'
import type { Reading } from './reading.ts'
import type { StoredRun } from './run.ts'

interface Report {
  add(day: RunDay | undefined): void
  /** Stores the progress, once a second at most. */
  soon(): void
  save(): Promise<void>
  /** Whether somebody has ended the run. */
  isEnded(): boolean
}

const SAVED_EACH_MS = 1_000
const DAYS_MAX = 1_000

export function createReport({ db, clock, log }: Reading, run: StoredRun, tracker: Tracker): Report {
  let days: RunDay[] = []
  let room = DAYS_MAX - run.days.length
  let isEnded = false
  let savedAt = Number.NEGATIVE_INFINITY
  let last: Promise<void> = Promise.resolve()

  const save = () => {
    savedAt = performance.now()
    last = last.then(async () => {
      const added = days
      days = []
      if (!(await saveProgress(db, run, tracker.progress(clock()), added))) isEnded = true
    })
    return last
  }
  return {
    save,
    isEnded: () => isEnded,
    add(day) {
      if (day !== undefined && room-- > 0) days.push(day)
    },
    soon() {
      if (performance.now() - savedAt < SAVED_EACH_MS) return
      save().catch(error => {
        last = Promise.resolve()
        log.warn({ err: error, run: run.id }, 'the progress of a run could not be stored')
      })
    },
  }
}
