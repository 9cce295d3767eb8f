import { findRule } from '../../core/mapping/find-rule.ts'
import { isGoal } from '../../core/mapping/rule.ts'
import { readJson } from '../../lib/json.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { EventNameRow } from '../../runtime/db/table-rows/inbound-rows.ts'
import { readCursor, toPage } from '../../runtime/http/page.ts'
import { loadNames, loadSamples } from './event-name-store.ts'
import { maskPersonal } from './inspect/mask-payload.ts'
import type { EventName, EventNamesQuery } from './schema.ts'

/**
 * The names that have occurred, in alphabetical order.
 * @throws Problem invalid-request if a cursor cannot be read
 */
export async function listEventNames(db: Database, org: Org, query: EventNamesQuery) {
  const after = readCursor(query.cursor)
  const rows = await loadNames(db, org.id, query.platform)
  const wanted = rows
    .map(row => ({ row, key: keyOf(row), meaning: meaningOf(row, org) }))
    .filter(({ key, meaning }) => key > after && (!query.unmapped || NEEDS_RULE.has(meaning.status)))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .slice(0, query.limit + 1)
  const samples = await loadSamples(
    db,
    org.id,
    wanted.slice(0, query.limit).map(({ row }) => row.request_id),
  )
  return toPage(
    wanted,
    query.limit,
    ({ key }) => key,
    ({ row, meaning }): EventName => ({
      platform: row.platform,
      event: row.name === '' ? row.native_event : row.name,
      native_event: row.native_event,
      ...meaning,
      count: row.count,
      first_seen: row.first_seen.toISOString(),
      last_seen: row.last_seen.toISOString(),
      request_id: row.request_id,
      sample: sampleOf(samples.get(row.request_id), row),
    }),
  )
}

const keyOf = ({ platform, native_event, name }: EventNameRow): string =>
  [platform, native_event, name].join('\t').toLowerCase()

/** Names that appear in no result unless a rule gives them a meaning. */
const NEEDS_RULE: ReadonlySet<EventName['status']> = new Set(['unknown', 'not-listened'])

/** The meaning of the name under the present mapping and templates, whatever its meaning was at arrival. */
function meaningOf(
  { platform, native_event: nativeEvent, name, read_as }: EventNameRow,
  { eventMapping, templates }: Org,
): Pick<EventName, 'type' | 'name' | 'status' | 'rule'> {
  const rule = findRule(eventMapping, { platform, nativeEvent, name: name === '' ? null : name }) ?? null
  const type = rule?.type ?? read_as
  if (type === null) return { type, name: null, status: 'unknown', rule }
  if (!isGoal(type)) return { type, name: null, status: rule ? 'mapped' : 'understood', rule }
  const ownName = name === '' && rule && read_as !== 'conversion' ? nativeEvent : name
  const goal = rule?.name ?? (ownName === '' ? null : ownName)
  // A refund follows its purchase, whatever a template lists.
  const isListened =
    type === 'refund' ||
    [...templates.values()].some(({ status, attribution: { conversionEvents } }) =>
      status === 'archived'
        ? false
        : goal === null || conversionEvents.length === 0
          ? type === 'conversion'
          : conversionEvents.some(event => event.toLowerCase() === goal.toLowerCase()),
    )
  return { type, name: goal, status: isListened ? (rule ? 'mapped' : 'understood') : 'not-listened', rule }
}

/** In a call with several items, the first item with the name. */
function sampleOf(body: Buffer | undefined, { native_event, name }: EventNameRow): unknown {
  const json = body && readJson(body)
  if (!json?.ok) return null
  const called = new Set([native_event, name].filter(text => text !== ''))
  return maskPersonal(find(json.value, called) ?? json.value)
}

function find(value: unknown, called: ReadonlySet<string>): unknown {
  const list = Array.isArray(value)
    ? value
    : Object.values(value ?? {}).find(field => Array.isArray(field) && field.length > 1)
  if (!Array.isArray(list)) return undefined
  return list.find(item => Object.values(item ?? {}).some(text => called.has(text as string))) ?? list[0]
}
