import type { Channel } from './core/mapping/channels.ts'
import { findPlatform } from './core/platforms/index.ts'
import { attributeEvents } from './features/attribution/attribute-events.ts'
import { forgetCells } from './features/attribution/count/forget-cells.ts'
import type { Linking } from './features/attribution/decided/linking.ts'
import { recordMessageIds } from './features/attribution/match/learn-message-ids.ts'
import { recordOwnChange } from './features/audit/record.ts'
import type { ReadCall } from './features/connections/tally.ts'
import type { SentReporter } from './features/deliver/report-sent.ts'
import { createDeliverySender } from './features/deliver/sender.ts'
import { queueOutcomes } from './features/feedback/outcomes.ts'
import { queueFeedback } from './features/feedback/queue.ts'
import { startApplying } from './features/ingest/channels/apply-choices.ts'
import { inWords, settleExport, toChoice } from './features/ingest/channels/settle-export.ts'
import { enter } from './features/ingest/drain.ts'
import { ingestExportedRows } from './features/ingest/exported-rows.ts'
import type { Processed } from './features/ingest/inbox-store.ts'
import type { Pipeline } from './features/ingest/store-readings.ts'
import { changeChoices } from './features/orgs/channel-store.ts'
import type { Snapshots } from './features/overview/refresh.ts'
import { erasePeople } from './features/people/orders.ts'
import type { Recommending } from './features/recommendations/refresh.ts'
import { loadReport } from './features/results/results.ts'
import { summarise } from './features/results/summary.ts'
import { archiveVariant } from './features/templates/archive-variant.ts'
import { shipVariant } from './features/templates/traffic/change-traffic.ts'
import { previewChange } from './features/templates/traffic/preview.ts'
import type { DailyExport } from './features/warehouse/export/daily/run-export.ts'
import type { Ingesting } from './features/warehouse/loading.ts'
import type { Reading } from './features/warehouse/sources/runs/reading.ts'
import { createId } from './lib/id.ts'
import type { Org } from './runtime/catalog/catalog.ts'
import type { QueueWorker } from './runtime/outbox/queue-worker.ts'
import type { Services } from './services.ts'

// What background jobs get from features other than their own.

/** Sends the messages that organisations request. */
export const deliverySenderOf = (services: Services): QueueWorker =>
  createDeliverySender({
    ...services,
    findOrg: services.catalog.findById,
    reporter: sentReporterOf(services),
    chance: Math.random,
  })

/** Connects attribution, which links the names in decisions, with ingest and feedback webhooks. */
export const linkingOf = ({ db, catalog, clock, log }: Services): Linking => ({
  ...{ db, clock, log, enter, queueFeedback },
  findOrg: catalog.findById,
})

/** Connects recommendations with results, their source, and with templates, which they change. */
export const recommendingOf = ({ db, catalog, clock, policies }: Services): Recommending => ({
  db,
  catalog,
  clock,
  loadReport: (org, template) => loadReport({ db, clock, ...policies }, { org, template }, {}),
  actions: {
    archive: (transaction, org, templateId, variantId, _author, now) =>
      archiveVariant(transaction, org, templateId, variantId, now),
    ship: shipVariant,
  },
  onApplied: (org, { id, template_id, kind, subject, reason }) =>
    recordOwnChange({ db, clock }, org, {
      action: 'applyRecommendation',
      object: { type: 'recommendation', id },
      templateId: template_id,
      after: { kind, subject, reason },
    }),
  async preview(org, kind, templateId, variantId) {
    const template = org.templates.get(templateId)
    if (template === undefined) return null
    const shares = await policies.allocationOf(org, template)
    return previewChange(db.kysely, org, kind, templateId, variantId, shares)
  },
})

/** Connects the home page with results, whose figures it shows. */
export const snapshotsOf = ({ db, catalog, clock, log, policies }: Services): Snapshots => ({
  ...{ db, clock, log, findOrg: catalog.findById },
  summarise: (org, template) => summarise({ db, clock, ...policies }, { org, template }),
})

/**
 * Connects deliver with attribution, ingest and feedback webhooks: a sent message is matched, counted and reported.
 */
export const sentReporterOf = ({ db, clock, inbox, inboundArrived }: Services): SentReporter => ({
  queueFeedback: queueOutcomes,
  learn: (org, names) => db.transaction(session => recordMessageIds(session, org, names, clock())),
  async report(org, event) {
    const receivedAt = clock()
    await inbox.add({
      id: createId(receivedAt.getTime()),
      orgId: org.id,
      platform: 'events',
      receivedAt,
      headers: JSON.stringify({ 'content-type': 'application/json', 'user-agent': 'Parley' }),
      query: '{}',
      body: Buffer.from(JSON.stringify(event)),
    })
    inboundArrived.fire()
  },
})

/**
 * Connects the warehouse with ingest: rows of exports become events.
 * @param authority which channel counts for names that webhooks report too; undefined: a person has to choose
 */
export function exportsOf({ db, catalog, clock, jobs }: Services, org: Org, authority?: Channel): Ingesting {
  const present = () => catalog.knownById(org.id) ?? org
  return {
    personHashKey: org.personHashKey,
    apply: (session, change) => ingestExportedRows(ingestPipeline, session, present(), change, clock()),
    refresh: catalog.refresh,
    async settle(names, platform) {
      await catalog.refresh()
      const { obvious, undecided } = await settleExport(db, present(), { names, platform })
      const chosen = authority === undefined ? [] : undecided.map(toChoice(authority))
      if (chosen.length < undecided.length) return inWords(undecided, org.slug)
      const more = [...obvious, ...chosen]
      if (more.length > 0)
        await changeChoices({ db, catalog }, org, choices => [...choices, ...more], {
          by: 'parley import',
          start: (transaction, orgId, given) => startApplying(jobs, transaction, orgId, given),
        })
      return undefined
    },
  }
}

/** The same for sources that Parley reads itself. */
export const sourceReadingOf = (services: Services, authority?: Channel): Reading => ({
  ...services,
  kinds: services.sourceKinds,
  findOrg: services.catalog.findById,
  ingestOf: org => exportsOf(services, org, authority),
})

/** Daily exports to the buckets of organisations. */
export const exportingOf = (services: Services): DailyExport => ({
  ...services,
  places: services.exportPlaces,
  findOrg: services.catalog.findById,
})

/** Connects ingest with attribution, feedback webhooks and the erasure of people. */
const ingestPipeline: Pipeline = {
  findPlatform,
  attribute: attributeEvents,
  queueFeedback,
  erase: (session, org, orders, now) => erasePeople(session, org, orders, { forgetCells, now }),
}

/** The same, and reports the processed calls to health. */
export const pipelineOf = ({
  tally,
  activity,
  monthUses,
  clock,
}: Pick<Services, 'tally' | 'activity' | 'monthUses' | 'clock'>): Pipeline => ({
  ...ingestPipeline,
  onProcessed(org, processed) {
    const sent = processed.filter(({ request }) => !request.isSample)
    tally.read(org.id, sent.map(toReadCall))
    const fresh = sent.filter(({ request }) => request.replayId === null)
    const outcomes = fresh.flatMap(({ items }) => items.map(({ outcome }) => outcome))
    activity.read(org.id, clock(), outcomes)
    monthUses.count(org.id, 'events', outcomes.filter(outcome => outcome !== 'duplicate').length)
  },
})

const NOT_UNDERSTOOD = new Set(['unreadable', 'rejected', 'failed'])

const toReadCall = ({ request, outcome, items }: Processed): ReadCall => ({
  platform: request.platform,
  receivedAt: request.receivedAt,
  isUnderstood: !NOT_UNDERSTOOD.has(outcome),
  isCounted: items.some(item => item.outcome === 'counted'),
  isReplay: request.replayId !== null,
})
