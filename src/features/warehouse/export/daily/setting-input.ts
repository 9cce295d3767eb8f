import { DAY_MS } from '../../../../lib/duration.ts'
import type { FieldError } from '../../../../runtime/http/problem.ts'
import { refuseAny } from '../../../../runtime/http/unprocessable.ts'
import { type S3Sealing, sealS3 } from '../../s3/settings.ts'
import { faultOfSchedule, nextRunAfter } from '../../sources/schedule.ts'
import { dayAt, readDay } from '../day.ts'
import type { ExportBody } from './schema.ts'
import type { StoredExport } from './setting-store.ts'

/**
 * The settings in their stored form. A secret key that is left out stays.
 * @throws Problem unprocessable with every fault
 */
export async function settingOf(
  { connection, with_people, schedule, paused, first_day }: ExportBody,
  present: StoredExport | undefined,
  sealing: S3Sealing,
  now: Date,
): Promise<StoredExport> {
  const first = first_day ?? present?.first_day ?? dayAt(new Date(now.getTime() - DAY_MS)).name
  const faults: FieldError[] = []
  const fault = schedule === null ? undefined : faultOfSchedule(schedule, now)
  if (fault !== undefined) faults.push({ field: '/schedule', message: fault })
  if (readDay(first) === undefined)
    faults.push({ field: '/first_day', message: `"${first}" is no day. Write it as 2026-01-31.` })
  refuseAny(faults)
  const given = { ...connection, kind: 's3' as const, append: false, quiet_minutes: 0 }
  return {
    connection: await sealS3(given, present?.connection, sealing),
    ...{ with_people, first_day: first, schedule, is_paused: paused },
    next_run_at: paused || schedule === null ? null : nextRunAfter(schedule, now),
  }
}

/** Whether what was exported until now lies elsewhere, or has other columns. */
export const isElsewhere = (before: StoredExport, after: StoredExport): boolean =>
  JSON.stringify(placeOf(before)) !== JSON.stringify(placeOf(after))

const placeOf = ({ connection: { bucket, prefix, endpoint }, with_people }: StoredExport) => [
  ...[bucket, prefix, endpoint, with_people],
]
