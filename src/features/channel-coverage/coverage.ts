import { DAY_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import { countPairs, type Report, TOLERANCE_MS } from './pair.ts'
import type { CoverageDay } from './schema.ts'
import { type Compared, type DayTotals, loadOthers, loadSample, loadTotals } from './store.ts'

/**
 * The events of a day that are looked up in the other channel. Their share stands for all of a larger day, within two
 * percentage points in 19 of 20 days: a day of millions costs as much as one of thousands.
 */
const SAMPLE_MAX = 2_000

// A warehouse may be some hours ahead of itself, and a row is never received earlier than that before it happened.
const AHEAD_MS = 2 * DAY_MS

/** How both channels report the events of a name, day by day. */
export async function loadCoverage(
  db: Database,
  orgId: number,
  compared: Compared,
  period: { readonly from: string; readonly to: string },
): Promise<CoverageDay[]> {
  const days: CoverageDay[] = []
  for (const totals of await loadTotals(db, orgId, compared, period)) {
    const matched = await matchDay(db, orgId, compared, totals)
    days.push(toDay(totals, matched))
  }
  return days
}

interface Matched {
  readonly both: number
  readonly examined: number
  readonly isEstimate: boolean
}

/** @returns undefined if both report the name and nobody has chosen, so no event is kept for comparison */
async function matchDay(
  db: Database,
  orgId: number,
  compared: Compared,
  totals: DayTotals,
): Promise<Matched | undefined> {
  if (totals.webhook === 0 || totals.warehouse === 0) return { both: 0, examined: 0, isEstimate: false }
  // On the day from which another channel counts, each has events that are kept for comparison.
  const ofWebhook = await matchSample(db, orgId, compared, { ...totals, isExported: false })
  const ofWarehouse = await matchSample(db, orgId, compared, { ...totals, isExported: true })
  const examined = ofWebhook.examined + ofWarehouse.examined
  if (examined === 0) return undefined
  const both = Math.min(ofWebhook.both + ofWarehouse.both, totals.webhook, totals.warehouse)
  return { both, examined, isEstimate: ofWebhook.isEstimate || ofWarehouse.isEstimate }
}

async function matchSample(
  db: Database,
  orgId: number,
  compared: Compared,
  { day, webhook, warehouse, isExported }: DayTotals & { readonly isExported: boolean },
): Promise<Matched> {
  const sample = await loadSample(db, orgId, compared, { day, isExported, countMax: SAMPLE_MAX })
  const others = await loadOthersOf(db, orgId, compared, { day, isExported, sample })
  const pairs = countPairs(sample, others)
  const total = isExported ? warehouse : webhook
  const isEstimate = sample.length === SAMPLE_MAX && total > SAMPLE_MAX
  const both = isEstimate ? Math.round((pairs / sample.length) * total) : pairs
  return { both, examined: sample.length, isEstimate }
}

async function loadOthersOf(
  db: Database,
  orgId: number,
  compared: Compared,
  given: { readonly day: string; readonly isExported: boolean; readonly sample: readonly Report[] },
): Promise<readonly Report[]> {
  const keys = [...new Set(given.sample.flatMap(report => report.keys))]
  if (keys.length === 0) return []
  const start = Date.parse(given.day)
  return loadOthers(db, orgId, compared, {
    ...{ keys, isExported: !given.isExported },
    from: new Date(start - TOLERANCE_MS),
    to: new Date(start + DAY_MS + TOLERANCE_MS),
    receivedFrom: new Date(start - AHEAD_MS),
  })
}

const toDay = ({ day, webhook, warehouse }: DayTotals, matched: Matched | undefined): CoverageDay => ({
  ...{ day, webhook, warehouse, difference: warehouse - webhook },
  both: matched?.both ?? null,
  webhook_only: matched === undefined ? null : webhook - matched.both,
  warehouse_only: matched === undefined ? null : warehouse - matched.both,
  examined: matched?.examined ?? 0,
  estimated: matched?.isEstimate ?? false,
})
