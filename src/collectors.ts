import type { FastifyBaseLogger } from 'fastify'
import { saveSamples } from './features/call-samples/sample-store.ts'
import { createSampler, type Sampler } from './features/call-samples/sampler.ts'
import { saveChanges } from './features/connections/health-store.ts'
import { createTally, type Tally } from './features/connections/tally.ts'
import { type TemplateClashes, watchTemplateClashes } from './features/generate/clash/template.ts'
import { findOtherTemplates } from './features/generate/clash/template-store.ts'
import { addLateNames } from './features/generate/names/late-name-store.ts'
import { collectLateNames, type LateNames } from './features/generate/names/late-names.ts'
import { saveTallies } from './features/ingest/tally/request-tally-store.ts'
import { createMonthUses, type MonthUses } from './features/limits/month-use.ts'
import { addUse, loadUse } from './features/limits/store.ts'
import { type Activity, createActivity } from './features/overview/activity.ts'
import { saveActivity } from './features/overview/activity-store.ts'
import { createRefusals, type Refusals } from './features/webhooks/refusals.ts'
import { saveRefused } from './features/webhooks/refusals-store.ts'
import { createFaultCounter, type FaultCounter } from './features/wording-faults/counter.ts'
import { saveFaults } from './features/wording-faults/store.ts'
import type { Clock } from './lib/clock.ts'
import { saveUses } from './runtime/catalog/key-use-store.ts'
import { createKeyUses, type KeyUses } from './runtime/catalog/key-uses.ts'
import type { Database } from './runtime/db/session.ts'

/** What is collected in memory, and written every few seconds. A crash loses the last of it. */
export interface Collectors {
  /** When each key was last used. */
  readonly keyUses: KeyUses
  /** Choices and events of the last hours, for the home page. */
  readonly activity: Activity
  /** The activity of platforms, for their health. */
  readonly tally: Tally
  /** The latest calls that verification refused. */
  readonly refusals: Refusals
  /** A sample of the calls for wordings. */
  readonly sampler: Sampler
  /** What goes wrong with wordings while they are served. */
  readonly faults: FaultCounter
  /** Choices and events of this month, for quotas. */
  readonly monthUses: MonthUses
  /** Finds tracking ids that several templates use, and counts them as faults. */
  readonly templateClashes: TemplateClashes
  /** Names of people that only a repetition of a request has. */
  readonly lateNames: LateNames
}

const TALLY_MS = 10_000
const LATE_NAMES_MS = 2_000
// The live log finds calls that become visible up to five seconds late.
const REFUSALS_MS = 2_000
const KEY_USES_MS = 60_000
const SAMPLES_MS = 10_000

/** @returns the collectors, and a function that writes what is pending in all of them */
export function openCollectors(
  db: Database,
  clock: Clock,
  log: FastifyBaseLogger,
): readonly [collectors: Collectors, flush: () => Promise<void>] {
  const unstored = (what: string) => (error: unknown) =>
    log.warn({ err: error }, `${what} could not be stored`)
  const tally = createTally(
    changes => saveChanges(db, changes),
    TALLY_MS,
    unstored('the activity of platforms in the last seconds'),
  )
  const refusals = createRefusals(
    async ({ orgId, calls, tallies }) => {
      await saveRefused(db, orgId, calls)
      await saveTallies(db, orgId, tallies)
    },
    REFUSALS_MS,
    unstored('the refused calls of the last seconds'),
  )
  const keyUses = createKeyUses(
    uses => saveUses(db, uses),
    KEY_USES_MS,
    clock,
    unstored('the last use of keys in the last minute'),
  )
  const activity = createActivity(
    hours => saveActivity(db, hours),
    TALLY_MS,
    unstored('the activity of the last seconds'),
  )
  const monthUses = createMonthUses(
    { add: uses => addUse(db, uses), load: (orgId, month) => loadUse(db, orgId, month) },
    TALLY_MS,
    clock,
    unstored('the use of quotas in the last seconds'),
  )
  const sampler = createSampler(
    samples => saveSamples(db, samples),
    SAMPLES_MS,
    unstored('the sample of the calls in the last seconds'),
  )
  const counter = createFaultCounter(
    counted => saveFaults(db, counted),
    TALLY_MS,
    unstored('the faults of wordings in the last seconds'),
  )
  const templateClashes = watchTemplateClashes(
    messages => findOtherTemplates(db, messages, true),
    ({ orgId, templateId }, other) => {
      const clash = { orgId, variantId: null, kind: 'clash', at: clock() } as const
      counter.observe({ ...clash, templateId, name: sharedWith(other) })
      counter.observe({ ...clash, templateId: other, name: sharedWith(templateId) })
    },
    TALLY_MS,
    error => log.warn({ err: error }, 'tracking ids of the last seconds were not compared among templates'),
  )
  const lateNames = collectLateNames(
    names => addLateNames(db, names),
    LATE_NAMES_MS,
    unstored('names in repeated requests of the last seconds'),
  )
  const faults: FaultCounter = {
    observe: counter.observe,
    async flush() {
      await templateClashes.flush()
      await counter.flush()
    },
  }
  const collectors = {
    keyUses,
    activity,
    tally,
    refusals,
    sampler,
    faults,
    templateClashes,
    lateNames,
    monthUses,
  }
  const flush = async () => {
    const all = [activity, tally, refusals, keyUses, sampler, faults, lateNames, monthUses]
    await Promise.all(all.map(collector => collector.flush()))
  }
  return [collectors, flush]
}

const sharedWith = (template: string): string => `tracking_id, also in template "${template}"`
