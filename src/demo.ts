import type { FastifyInstance } from 'fastify'
import { findPlatform } from './core/platforms/index.ts'
import { saveChanges } from './features/connections/health-store.ts'
import { createTally } from './features/connections/tally.ts'
import type { Call, Send } from './features/demo/client.ts'
import { createDemos, type DemoMaking, type Demos } from './features/demo/history/demos.ts'
import type { PastCall, PastParley } from './features/demo/history/play-history.ts'
import { generate } from './features/generate/generate.ts'
import { readInput } from './features/generate/input.ts'
import { openLedger } from './features/generate/ledger.ts'
import { beginBatch } from './features/ingest/drain-store.ts'
import { processBatch } from './features/ingest/pipeline.ts'
import { createPolicies } from './features/learning/policies.ts'
import { deleteKey, insertKey } from './features/orgs/key-store.ts'
import { DEFAULT_SETTINGS } from './features/orgs/settings.ts'
import { insertOrg } from './features/orgs/store.ts'
import { appendCalls, type InboundCall } from './features/webhooks/inbox-store.ts'
import { receive } from './features/webhooks/receive.ts'
import { lockOrg } from './runtime/db/by-org/org-lock.ts'
import { ensurePartitions } from './runtime/db/partitions.ts'
import { createApiKey, holderOf, presentedKey } from './runtime/http/api-key.ts'
import { SCOPES } from './runtime/http/permission.ts'
import { Problem } from './runtime/http/problem.ts'
import type { Services } from './services.ts'
import { pipelineOf } from './worker-wiring.ts'

/** Connects the demo organisation with what makes organisations, chooses, receives, counts and learns. */
export function demosOf(services: Services, app: FastifyInstance): Demos {
  const { db, catalog, clock } = services
  const making: DemoMaking = {
    send: injectedInto(app),
    async createOrg(slug, { name, timezone }) {
      const configuration = { db, catalog }
      const settings = { ...DEFAULT_SETTINGS, name, timezone, currency: 'USD' }
      const org = await db.kysely
        .transaction()
        .execute(transaction => insertOrg(transaction, slug, settings, clock()))
      if (!org) throw new Problem('already-exists', `There is an organisation "${slug}" already.`)
      await catalog.changed(slug)
      const created = createApiKey()
      const key = {
        created,
        name: 'Set-up of the demo',
        scopes: [...SCOPES],
        createdBy: 'Parley',
        expiresAt: null,
        callsPerMinute: null,
      }
      await insertKey(configuration, org, key, clock())
      return {
        id: org.id,
        key: created.key,
        forgetKey: async () => void (await deleteKey(configuration, org, created.id)),
      }
    },
    openPast: slug => openPast(services, slug),
  }
  return createDemos({ ...services, making })
}

/** Calls routes of this process without a port. */
const injectedInto =
  (app: FastifyInstance): Send =>
  async ({ method = 'POST', path, headers, body }: Call) => {
    const reply = await app.inject({
      method,
      url: path,
      headers,
      ...(body !== undefined && { payload: body }),
    })
    return { status: reply.statusCode, text: reply.body }
  }

// Others wait for the store as long as one batch takes.
const BATCH_MAX = 100
const ALL_DUE = { eventsMax: BATCH_MAX, since: new Date(0) }
/** Nobody waits for the choices of the past. */
const BUDGET_MS = 120_000

async function openPast(services: Services, slug: string): Promise<PastParley> {
  const { db, catalog, log, keySet } = services
  const holders = { adminKeyHash: services.adminKeyHash, clock: services.clock }
  let now = services.clock()
  const clock = () => now
  const orgNow = async () => {
    const org = await catalog.findOrg(slug)
    if (!org) throw new Error(`The demo organisation "${slug}" is gone.`)
    return org
  }
  const tally = createTally(
    changes => saveChanges(db, changes),
    BUDGET_MS,
    error => log.warn({ err: error, org: slug }, 'the activity of the demo could not be stored'),
  )
  const generator = {
    ...{ log, clock, budgetMs: BUDGET_MS },
    ledger: openLedger(db),
    policies: createPolicies(db, catalog.knownById, clock, log),
    prepareWriteBack: () => undefined,
    otherTemplateOf: async () => undefined,
    onName: () => undefined,
    onAnswer: () => {},
  }
  const org = await orgNow()
  const prepared = new Set<string>()

  /** A month has its own partitions. */
  async function prepareMonth(at: Date): Promise<void> {
    const month = at.toISOString().slice(0, 7)
    if (prepared.has(month)) return
    prepared.add(month)
    await ensurePartitions(db, at)
  }

  async function receiveBatch(calls: readonly PastCall[], inbox: InboundCall[]): Promise<void> {
    const door = {
      inbox: {
        add: async (call: InboundCall) => void inbox.push(call),
        drain: async () => {},
        size: () => 0,
      },
      budgetMs: BUDGET_MS,
      keySet,
      allowHandshake: () => false,
      onStored: (_org: unknown, platform: { slug: string }, at: Date) =>
        tally.received(org.id, platform.slug, at),
    }
    for (const { at, call } of calls) {
      const url = new URL(call.path, 'http://localhost')
      const platform = findPlatform(url.pathname.split('/')[3] ?? '')
      if (!platform) throw new Error(`The demo reports to ${call.path}, which is no webhook.`)
      const request = {
        body: Buffer.from(call.body ?? ''),
        headers: call.headers,
        query: Object.fromEntries(url.searchParams),
        address: '127.0.0.1',
        hasIngestKey:
          holderOf(presentedKey(call.headers), 'ingest', { ...holders, keys: org.keys }) !== undefined,
      }
      const refused = (
        _org: unknown,
        { slug: from }: { slug: string },
        reason: Parameters<typeof tally.refused>[2],
      ) => tally.refused(org.id, from, reason, at)
      await receive({ ...door, onRefused: refused }, org, platform, request, at, async () => {}).catch(
        error => {
          if (!(error instanceof Problem && error.code === 'webhook-refused')) throw error
        },
      )
    }
  }

  return {
    async ask({ path, headers, body }, at) {
      await prepareMonth(at)
      now = at
      const url = new URL(path, 'http://localhost')
      const input = readInput(
        body === undefined ? {} : JSON.parse(body),
        Object.fromEntries(url.searchParams),
        headers,
      )
      const { copy, tracking_id } = await generate(generator, org, input)
      return { variantId: copy.id ?? '', trackingId: tracking_id }
    },
    async receive(calls) {
      for (let at = 0; at < calls.length; at += BATCH_MAX) {
        const batch = calls.slice(at, at + BATCH_MAX)
        now = batch.at(-1)?.at ?? now
        await prepareMonth(now)
        const stored: InboundCall[] = []
        await receiveBatch(batch, stored)
        // Stored and counted in one transaction, so that no worker sees a call of the past waiting.
        await db.transaction(async session => {
          await lockOrg(session, org.id)
          await beginBatch(session, org.id)
          await appendCalls(session, org.id, stored)
          const pipeline = pipelineOf({ ...services, tally, clock: () => now })
          while ((await processBatch(pipeline, session, org, now, ALL_DUE)).hasMore);
        })
      }
    },
    async learn(at) {
      now = at
      await tally.flush()
      await generator.policies.refresh()
    },
  }
}
