import type { Imported } from '../../import-files.ts'
import type { Plan } from '../../load-each.ts'
import type { ReadResult } from '../../reader/messages.ts'
import { addUpColumns, type SeenColumn } from '../../reader/seen-columns.ts'
import type { RunDay } from '../run-schema.ts'
import { dayOf, refusedOf } from './day.ts'
import type { RunProgress } from './run.ts'

/** What has happened in a run. It begins with what earlier processes have done in it. */
export interface Tracker {
  plan(plan: Plan): void
  current(text: string): void
  fetched(bytes: number): void
  /** The files of a partition have been read. */
  columns(seen: readonly SeenColumn[]): void
  /** The rows of a partition are about to be counted. */
  read(result: ReadResult): void
  /** Rows of that partition have been counted. */
  counted(added: number, withdrawn: number): void
  /** @returns what is stored of the partition; undefined if it had not changed */
  ended(imported: Imported): RunDay | undefined
  progress(now: Date): RunProgress
}

/** A smaller part of the work says nothing of its speed. */
const SHARE_KNOWN_MIN = 0.02

export function createTracker(before: RunProgress, startedAt: Date): Tracker {
  const { objects, bytes } = before
  const rows = { ...before.rows, refused: { ...before.rows.refused } }
  const planned = { objects: objects.done, bytes: bytes.done }
  const done = { objects: objects.done, bytes: bytes.done }
  const counts = { unchanged: 0, rows: 0, settledBytes: 0, toSettle: 0 }
  const sizes = new Map<string, number>()
  let { current, days_covered, first_event_at, last_event_at, columns = [] } = before
  // Of the partition that is read now.
  let now = { bytes: 0, toCount: 0, counted: 0 }

  const refuse = (reason: string, count: number) => {
    rows.refused[reason] = (rows.refused[reason] ?? 0) + count
  }

  return {
    plan({ due, days }) {
      for (const each of due) {
        sizes.set(each.name, each.bytes)
        planned.objects += each.objects
        planned.bytes += each.bytes
        counts.toSettle += each.bytes
      }
      const [first, last] = [days[0], days.at(-1)]
      if (first !== undefined && last !== undefined) days_covered = { first, last }
    },
    current(text) {
      current = text
    },
    fetched(size) {
      done.objects++
      done.bytes += size
      now.bytes += size
    },
    columns(seen) {
      columns = addUpColumns([...columns, ...seen])
    },
    read({ rows: read, added, gone, firstUs, lastUs }) {
      now = { ...now, toCount: added + gone }
      rows.read += read
      if (firstUs !== null) first_event_at = earlier(first_event_at, toMoment(firstUs))
      if (lastUs !== null) last_event_at = later(last_event_at, toMoment(lastUs))
    },
    counted(added, withdrawn) {
      rows.added += added
      rows.withdrawn += withdrawn
      counts.rows += added + withdrawn
      now.counted += added + withdrawn
    },
    ended(imported) {
      counts.settledBytes += sizes.get(imported.name) ?? 0
      now = { bytes: 0, toCount: 0, counted: 0 }
      for (const [reason, count] of refusedOf(imported)) refuse(reason, count)
      const day = dayOf(imported)
      if (day === undefined) counts.unchanged++
      return day
    },
    progress(at) {
      const seconds = (at.getTime() - startedAt.getTime()) / 1000
      const present = now.toCount > 0 ? now.bytes * Math.min(1, now.counted / now.toCount) : 0
      const settled = counts.settledBytes + present
      const isKnown = seconds > 0 && settled > counts.toSettle * SHARE_KNOWN_MIN
      return {
        ...{ current, days_covered, first_event_at, last_event_at, late_seconds: null },
        objects: { planned: planned.objects, done: done.objects },
        bytes: { planned: planned.bytes, done: done.bytes },
        rows: { ...rows, per_second: seconds > 0 ? Math.round(counts.rows / seconds) : null },
        seconds_left: isKnown ? Math.round((seconds * (counts.toSettle - settled)) / settled) : null,
        ...{ unchanged: counts.unchanged, columns },
      }
    },
  }
}

const toMoment = (us: number): string => new Date(us / 1000).toISOString()
const earlier = (left: string | null, right: string): string => (left !== null && left < right ? left : right)
const later = (left: string | null, right: string): string => (left !== null && left > right ? left : right)
