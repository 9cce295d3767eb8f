import { findPlatform, PLATFORM_SLUGS } from '../../../core/platforms/index.ts'
import type { FieldError } from '../../../runtime/http/problem.ts'
import { refuseAny } from '../../../runtime/http/unprocessable.ts'
import { parseWindow } from '../flags.ts'
import { NO_HASH_KEY } from '../loading.ts'
import { type Sealing, sealConnection } from './connections.ts'
import { faultOfSchedule, nextRunAfter } from './schedule.ts'
import type { SourceBody, SourcePatch } from './schema.ts'
import type { SourceContent, StoredSource } from './source.ts'

export interface Circumstances {
  readonly now: Date
  /** Whether the organisation has a key for hashes of people. */
  readonly hasHashKey: boolean
}

/** @throws Problem unprocessable with every fault */
export async function contentOf(
  body: SourceBody,
  sealing: Sealing,
  circumstances: Circumstances,
): Promise<SourceContent> {
  const { now } = circumstances
  refuseAny(faultsOf(body, circumstances))
  const connection = await sealConnection(body.connection, undefined, sealing)
  return toContent(body, connection, null, now)
}

/**
 * What a change makes of a source.
 * @throws Problem unprocessable with every fault
 */
export async function changeOf(
  patch: SourcePatch,
  present: StoredSource,
  sealing: Sealing,
  circumstances: Circumstances,
): Promise<(present: StoredSource) => SourceContent> {
  const { now } = circumstances
  refuseAny(faultsOf(patch, circumstances))
  const sealed = patch.connection && (await sealConnection(patch.connection, present.connection, sealing))
  return ({ connection, reading, ...source }) => {
    const {
      platform,
      columns,
      properties,
      window,
      scrubbed = false,
      people = 'plain',
    } = { ...reading, ...patch }
    const merged = { ...{ name: source.name, schedule: source.schedule, paused: source.is_paused }, ...patch }
    const before = merged.schedule === source.schedule ? source.next_run_at : null
    return toContent(
      { ...merged, platform, columns, properties, window, scrubbed, people },
      sealed ?? connection,
      before,
      now,
    )
  }
}

type Settings = Omit<SourceBody, 'connection' | 'properties'> & {
  readonly properties: 'all' | readonly string[]
}

function toContent(
  { name, platform, columns, properties, window, scrubbed, people, schedule, paused }: Settings,
  connection: StoredSource['connection'],
  nextRunAt: Date | null,
  now: Date,
): SourceContent {
  return {
    ...{ name: name.trim(), connection, schedule, is_paused: paused },
    reading: { platform, columns, properties, window, scrubbed, people },
    next_run_at: nextRunAt ?? (schedule === null ? null : nextRunAfter(schedule, now)),
  }
}

function faultsOf(
  { platform, window, schedule, people = 'plain' }: SourcePatch,
  { now, hasHashKey }: Circumstances,
): readonly FieldError[] {
  const faults: FieldError[] = []
  if (people !== 'plain' && !hasHashKey) faults.push({ field: '/people', message: NO_HASH_KEY })
  if (platform !== undefined && findPlatform(platform) === undefined)
    faults.push({
      field: '/platform',
      message: `There is no platform "${platform}". Choose one of ${PLATFORM_SLUGS}.`,
    })
  try {
    parseWindow(window ?? undefined)
  } catch (error) {
    faults.push({ field: '/window', message: error instanceof Error ? error.message : String(error) })
  }
  const fault = schedule ? faultOfSchedule(schedule, now) : undefined
  if (fault !== undefined) faults.push({ field: '/schedule', message: fault })
  return faults
}
