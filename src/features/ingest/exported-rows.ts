import { isConversion } from '../../core/events/stored-event.ts'
import { mapItem } from '../../core/mapping/map-item.ts'
import { type ExportedRow, readExportedRow } from '../../core/platforms/custom/exported-row.ts'
import type { Normalised } from '../../core/platforms/platform.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../runtime/db/by-org/org-lock.ts'
import type { Session } from '../../runtime/db/session.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { conclude } from './conclude.ts'
import { beginBatch } from './drain-store.ts'
import type { DueRequest } from './inbox-store.ts'
import { saveNames } from './names/name-store.ts'
import { nameChanges, sightingOf } from './names/names.ts'
import { type Item, toItem } from './read.ts'
import { type Pipeline, storeReadings } from './store-readings.ts'
import { type ExportedEvent, loadExported } from './stored-event-store.ts'

/** Rows of an export that were no webhook call. They have an id in the place of a request's, and no stored request. */
export interface ExportedChunk {
  readonly id: string
  readonly receivedAt: Date
  /** The platform whose message ids and event mapping apply. */
  readonly platform: string
  readonly rows: readonly ExportedRow[]
  /** Hours after its message in which a conversion that names a person counts; null: the template's window. */
  readonly lookbackHours: number | null
  /** Events of earlier exports that the export no longer has. They are withdrawn with all their effects. */
  readonly gone: readonly { readonly id: string; readonly receivedAt: Date }[]
}

// The warehouse has decided already which message a row belongs to, so its age does not matter: ten years.
const ANY_AGE_HOURS = 87_600

// No row is read with an old event mapping, or counted by an old choice of channels.
const CHANGED = 'The configuration was changed at this moment. Run the import again: it goes on.'

/**
 * Turns rows into counted events, and withdraws others, as one change. The caller's transaction is the batch.
 * @returns the number of rows by outcome
 */
export async function ingestExportedRows(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  chunk: ExportedChunk,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  await lockOrg(session, org.id)
  if (((await beginBatch(session, org.id)) ?? 0) > org.configVersion) throw new Problem('conflict', CHANGED)
  const request = requestOf(chunk)
  const reading = {
    request,
    readable: true,
    items: chunk.rows.map((row, at) => readRow(request, row, at, org, chunk.lookbackHours)),
  } as const
  const stored = await loadExported(session, org.id, chunk.gone)
  const readings = [reading]
  const { sorted, findingOf } = await storeReadings(pipeline, session, org, { readings, stored }, now)
  const concluded = conclude(reading, sorted.holderOf, findingOf, false)
  const before = stored.map(toFormerItem)
  await saveNames(session, org.id, nameChanges([{ ...concluded, request: { ...request, items: before } }]))
  return new Map(
    [...groupBy(concluded.items, ({ outcome }) => outcome)].map(([outcome, list]) => [outcome, list.length]),
  )
}

function readRow(
  request: DueRequest,
  row: ExportedRow,
  at: number,
  org: Org,
  lookbackHours: number | null,
): Item {
  const read = readExportedRow(row)
  const mapped = mapItem(org.eventMapping, request.platform, read, () => row.fields)
  const isNamed = namesMessage(mapped)
  const item = toItem(
    { request, at, org, isExported: true, wholeItem: () => row.fields },
    isNamed ? withoutPerson(mapped) : mapped,
  )
  const sighting = sightingOf(read)
  if (!('event' in item)) return { ...item, sighting }
  const ownWindow = isNamed ? ANY_AGE_HOURS : lookbackHours
  return { event: { ...item.event, lookbackHours: isConversion(item.event) ? ownWindow : null }, sighting }
}

/** Whether it is a conversion that the warehouse has credited to a message: it counts for no other one. */
const namesMessage = ({ event }: Normalised): boolean =>
  event !== undefined && event.messageId !== null && isConversion(event)

const withoutPerson = (item: Normalised): Normalised =>
  item.outcome === 'event' ? { ...item, event: { ...item.event, userId: null, email: null } } : item

const requestOf = ({ id, receivedAt, platform }: ExportedChunk): DueRequest => ({
  ...{ id, receivedAt, platform, query: {}, body: Buffer.alloc(0), attempts: 0 },
  ...{ outcome: null, reason: null, items: null, replayId: null, isSample: false },
})

const toFormerItem = ({ outcome, nativeEvent, name }: ExportedEvent) => ({
  outcome: outcome ?? 'noted',
  native_event: nativeEvent,
  ...(name !== null && { name }),
})
