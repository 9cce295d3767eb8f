import type { Transaction } from 'kysely'
import { comparedReason } from '../../../core/mapping/channels.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Catalog } from '../../../runtime/catalog/live.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import type { JobKind, StoredJob } from '../../../runtime/jobs/job.ts'
import type { Jobs } from '../../../runtime/jobs/runner.ts'
import { beginBatch } from '../drain-store.ts'
import type { KeyedEvent } from '../event-store.ts'
import type { Pipeline } from '../store-readings.ts'
import { loadEventsById, setAside } from '../stored-event-store.ts'
import { countNamed, loadNamed, type Place } from './named-store.ts'

const KIND = 'channels'
const AT_ONCE = 500

interface Applying {
  /** Names and types, in lower case; * for all. */
  readonly events: readonly string[]
  /** Of the configuration with the new choices. */
  readonly version: number
}

/**
 * Starts to apply new choices of channels to the events that are stored.
 * @param transaction the one that stores the choices
 * @returns null if there are none
 * @throws Problem too-many-requests
 */
export async function startApplying(
  jobs: Jobs,
  transaction: Transaction<Tables>,
  orgId: number,
  { events, version, by }: Applying & { readonly by: string | null },
): Promise<StoredJob | null> {
  const total = await countNamed(transaction, orgId, events)
  if (total === 0) return null
  return jobs.start({ orgId, kind: KIND, input: { events, version }, total, by }, transaction)
}

type Counting = Pick<Pipeline, 'attribute' | 'queueFeedback'>

/**
 * Takes stored events out of the figures whose channel does not count any more, and counts those whose channel does now.
 * The end is the same as if they had arrived with the present choices.
 */
export const channelsJob = (
  db: Database,
  { findById }: Catalog,
  counting: Counting,
): JobKind<Applying, Place> => ({
  kind: KIND,
  async prepare({ orgId, input, cursor }, now) {
    const org = await findById(orgId, input.version)
    // Outside of the step's transaction: where few events match, the search takes long.
    const found = org === undefined ? [] : await loadNamed(db, orgId, input.events, cursor, AT_ONCE)
    return async session => {
      const changed = org === undefined ? 0 : await applyTo(counting, session, org, found, now)
      const last = found.at(-1)
      return {
        ...{ done: found.length, changed, isEnd: found.length < AT_ONCE },
        cursor: last === undefined ? null : { after: last.eventId },
      }
    }
  },
})

/** @returns how many of the events changed sides */
async function applyTo(
  { attribute, queueFeedback }: Counting,
  session: Session,
  org: Org,
  found: readonly { readonly eventId: string; readonly receivedAt: Date }[],
  now: Date,
): Promise<number> {
  await lockOrg(session, org.id)
  await beginBatch(session, org.id)
  const events = await loadEventsById(session, org.id, found)
  const told = events
    .filter(({ outcome }) => outcome !== 'unreadable')
    .map(event => ({ ...event, comparedReason: comparedReason(org.channels, event) }))
  const leaving = told.filter(({ outcome, comparedReason }) => outcome !== 'compared' && comparedReason)
  const joining: readonly KeyedEvent[] = told.filter(
    ({ outcome, comparedReason }) => outcome === 'compared' && comparedReason === null,
  )
  if (leaving.length + joining.length === 0) return 0
  await setAside(session, org.id, leaving)
  const before = [...leaving, ...joining]
  const findings = await attribute(session, org, { arrived: [], again: joining, before, now })
  await queueFeedback(session, org, [...findings.keys()], now)
  return before.length
}
