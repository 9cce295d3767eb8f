import type { Clock } from '../../lib/clock.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { p95Of } from './activity.ts'
import { loadActivity, type StoredActivity } from './activity-store.ts'
import { type NeedInput, needsOf } from './needs.ts'
import type { Overview, OverviewQuery, TemplateOverview } from './schema.ts'
import { loadAdvice, loadRejectedKeys, loadSnapshots, type SnapshotRow } from './snapshot-store.ts'

export interface OverviewSources {
  readonly db: Database
  readonly clock: Clock
  /** The health of the platforms that ever called. */
  readonly sourcesOf: (org: Org, now: Date) => Promise<NeedInput['sources']>
  readonly failedExportOf: (org: Org) => Promise<NeedInput['failedExport']>
  /** The name of a platform or transport. */
  readonly nameOf: (slug: string) => string
  readonly level: number
}

// More advice than this belongs on its own page.
const ADVICE_MAX = 20

/** The home page of an organisation, from snapshots and sums by hour: nothing is counted here. */
export async function loadOverview(
  { db, clock, sourcesOf, failedExportOf, nameOf, level }: OverviewSources,
  org: Org,
  { range, sandbox }: OverviewQuery,
): Promise<Overview> {
  const now = clock()
  const snapshots = await loadSnapshots(db, org.id, range)
  const sinceMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - DAY_MS + HOUR_MS
  const activity = await loadActivity(db, org.id, new Date(sinceMs))
  const rejected = await loadRejectedKeys(db, org.id)
  const advice = await loadAdvice(db, org.id, ADVICE_MAX)
  const known = snapshots.flatMap(row => {
    const template = org.templates.get(row.id)
    return template && (sandbox === undefined || template.sandbox === sandbox) ? [{ row, template }] : []
  })
  const templates = known.map(({ row, template }) => showTemplate(row, template))
  const live = templates.filter(({ status }) => status === 'active')
  const counting = (status: string) => templates.filter(template => template.status === status).length
  return {
    as_of: completeUntil(known, now).toISOString(),
    range,
    level,
    live: live.length,
    beating: live.filter(({ figures }) => figures?.verdict === 'beats').length,
    by_status: {
      ...{ draft: counting('draft'), active: live.length },
      ...{ shipped: counting('shipped'), archived: counting('archived') },
    },
    templates,
    last_24h: activityOf(activity, sinceMs),
    needs_you: needsOf({
      org,
      sources: await sourcesOf(org, now),
      failedExport: await failedExportOf(org),
      rejected: rejected.map(({ platform, since }) => ({ slug: platform, name: nameOf(platform), since })),
      templates: known.map(({ row, template: { id, name, status, variants } }) => ({
        ...{ id, name, status, blocked: row.blocked ?? [], updatedAt: row.updatedAt },
        hasApproved: variants.some(variant => !variant.isControl && variant.status === 'approved'),
      })),
      advice: advice.map(({ templateId, reason, at }) => ({
        ...{ templateId, reason, at },
        templateName: org.templates.get(templateId)?.name ?? templateId,
      })),
    }),
  }
}

type Known = { readonly row: SnapshotRow; readonly template: Template }

/** A live template whose counts changed since its snapshot is behind: the figures are those of the snapshot's time. */
const completeUntil = (known: readonly Known[], now: Date): Date =>
  known
    .flatMap(({ row: { isStale, computedAt } }) => (isStale && computedAt !== null ? [computedAt] : []))
    .reduce((first, at) => (first.getTime() <= at.getTime() ? first : at), now)

const showTemplate = (row: SnapshotRow, template: Template): TemplateOverview => ({
  id: row.id,
  name: template.name,
  channel: template.channel,
  sandbox: template.sandbox,
  status: template.status,
  key_metric: template.keyMetric,
  platforms: Object.keys(template.integration).filter(slug => slug !== 'deliver'),
  split_method: template.split.method,
  as_of: row.computedAt?.toISOString() ?? null,
  // Snapshots of earlier versions do not name wordings.
  figures: row.figures && { ...row.figures, ahead: row.figures.ahead ?? [] },
  leader: row.leader,
  blocked: [...(row.blocked ?? [])],
  last_report_at: row.countedAt?.toISOString() ?? null,
  open_recommendations: row.recommendations,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
})

function activityOf({ hours, choices }: StoredActivity, sinceMs: number): Overview['last_24h'] {
  const within = (own: StoredActivity) => {
    const sum = (of: 'reports' | 'events' | 'counted' | 'repeated') =>
      own.hours.reduce((total, hour) => total + hour[of], 0)
    return {
      ...{ reports: sum('reports'), events: sum('events') },
      ...{ counted: sum('counted'), repeated: sum('repeated') },
      choices: own.choices.reduce((total, row) => total + row.choices, 0),
      latency_p95_ms: p95Of(own.choices),
    }
  }
  const by_hour = Array.from({ length: DAY_MS / HOUR_MS }, (_, hour) => {
    const atMs = sinceMs + hour * HOUR_MS
    const isIts = ({ at }: { readonly at: Date }) => at.getTime() === atMs
    return {
      at: new Date(atMs).toISOString(),
      ...within({ hours: hours.filter(isIts), choices: choices.filter(isIts) }),
    }
  })
  return { ...within({ hours, choices }), by_hour }
}
