import { join, resolve } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { type Collectors, openCollectors } from './collectors.ts'
import type { Config } from './config.ts'
import type { VendorCall } from './core/platforms/vendor.ts'
import { createOpenIdConnect, type OpenIdConnect } from './features/accounts/oidc/provider.ts'
import { createPasswords, type Passwords } from './features/accounts/password/passwords.ts'
import { type AccountSessions, createSessions } from './features/accounts/sessions/sessions.ts'
import { createSignInLimiter, type SignInLimiter } from './features/accounts/sign-in/limiter.ts'
import { attributeEvents } from './features/attribution/attribute-events.ts'
import { metricCountJob } from './features/attribution/count/count-metric.ts'
import { resendJob } from './features/deliver/bulk/resend.ts'
import { type DeliveryQueue, openDeliveryQueue } from './features/deliver/queue-store.ts'
import type { Transport } from './features/deliver/transport.ts'
import { createTransports } from './features/deliver/transports.ts'
import { retryJob } from './features/feedback/deliveries/retry.ts'
import { queueFeedback } from './features/feedback/queue.ts'
import { type Ledger, openLedger } from './features/generate/ledger.ts'
import { channelsJob } from './features/ingest/channels/apply-choices.ts'
import { createPolicies, type Policies } from './features/learning/policies.ts'
import { type Answers, openAnswers } from './features/send-time/answer-store.ts'
import { createPlanThread } from './features/simulate/plan-thread-owner.ts'
import { simulationJob } from './features/simulate/simulation-job.ts'
import type { Places } from './features/warehouse/export/daily/place.ts'
import { createPlaces } from './features/warehouse/export/daily/places.ts'
import { loadSourceFigures } from './features/warehouse/sources/gauges-store.ts'
import { createKinds, type Kinds } from './features/warehouse/sources/kinds.ts'
import { type InboundCall, openInbox } from './features/webhooks/inbox-store.ts'
import { openProfileQueue, type ProfileQueue } from './features/write-back/queue.ts'
import type { Clock } from './lib/clock.ts'
import type { Batcher } from './lib/collect/batcher.ts'
import { DAY_MS } from './lib/duration.ts'
import { createSignal, type Signal } from './lib/signal.ts'
import { type AdminKey, loadAdminKey } from './runtime/catalog/admin-key-store.ts'
import { type Admission, createAdmission, type Rates } from './runtime/catalog/admission.ts'
import { type Catalog, createCatalog } from './runtime/catalog/live.ts'
import type { TransportSlug } from './runtime/catalog/transports.ts'
import { openDatabase } from './runtime/db/db.ts'
import { migrate } from './runtime/db/migrate.ts'
import type { Database } from './runtime/db/session.ts'
import { transactionAge } from './runtime/db/upkeep/vacuum.ts'
import { createMetrics, type Metrics } from './runtime/http/metrics.ts'
import { createVault, secretKeyFrom, type Vault } from './runtime/http/secrets.ts'
import { createJobs, type Jobs } from './runtime/jobs/runner.ts'
import { createDial, type Dial } from './runtime/outbound/dial.ts'
import { createKeySets, type KeySets } from './runtime/outbound/key-sets.ts'
import { createOutbound, type Outbound } from './runtime/outbound/outbound.ts'
import { vendorCall } from './runtime/outbound/vendor-call.ts'
import { type AccessTokens, createAccessTokens } from './runtime/outbox/access-tokens.ts'
import { createHandles, type Handles } from './runtime/people/handles.ts'

/** The objects that live as long as the process. Routes and jobs get what they need from it. */
export interface Services extends AdminKey, Collectors {
  readonly db: Database
  readonly catalog: Catalog
  readonly vault: Vault
  /** Texts that stand for names of people. */
  readonly handles: Handles
  readonly ledger: Ledger
  readonly inbox: Batcher<InboundCall, void>
  readonly policies: Policies
  readonly profileQueue: ProfileQueue
  readonly deliveries: DeliveryQueue
  /** The recent answers of send-time. */
  readonly sendTimes: Answers
  /** The transports of messages. */
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  /** Fired when a message has been queued. */
  readonly deliveriesQueued: Signal
  readonly metrics: Metrics
  /** All outbound calls of this process go through it. */
  readonly outbound: Outbound
  /** Connections for other protocols than HTTP. */
  readonly dial: Dial
  /** Work that takes longer than a request. */
  readonly jobs: Jobs
  /** What each kind of warehouse source can do. */
  readonly sourceKinds: Kinds
  /** The folder for files that are fetched from a warehouse. */
  readonly spool: string
  /** Fired when a run of a warehouse source has been queued. */
  readonly runsQueued: Signal
  /** Where the files of organisations go. */
  readonly exportPlaces: Places
  /** Fired when a run of a daily export has been queued. */
  readonly exportsQueued: Signal
  /** Calls of the platforms' own APIs. */
  readonly call: VendorCall
  /** Access tokens of Adobe, and of the receivers of feedback webhooks. */
  readonly tokens: AccessTokens
  /** The trusted signing keys, by their address. */
  readonly keySet: KeySets
  /** Fired when a webhook call has been stored. */
  readonly inboundArrived: Signal
  readonly sessions: AccountSessions
  readonly passwords: Passwords
  readonly signInLimiter: SignInLimiter
  readonly oidc: OpenIdConnect | undefined
  /** Limits of calls. */
  readonly admission: Admission
  readonly connectionsMax: number
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly trustProxy: readonly string[]
  readonly generateBudgetMs: number
  readonly webhookBudgetMs: number
  readonly webhookBodyLimitBytes: number
  readonly metricsToken: string
  /** Undefined: any age. */
  readonly signatureMaxAgeMs: number | undefined
  /** Writes pending data, then closes the store. */
  close(): Promise<void>
}

const OUTBOUND = { timeoutMs: 10_000, responseBytesMax: 5_242_880 }

/**
 * Opens everything that serving and background jobs need: the store, migrated, and the configuration in memory.
 * @param open opens the store: tests pass a store that is open already
 */
export async function openServices(
  config: Config,
  log: FastifyBaseLogger,
  clock: Clock,
  open: typeof openDatabase = openDatabase,
): Promise<Services> {
  const db = await open({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    connectionsMax: config.databaseConnectionsMax,
    onDeath(error) {
      log.fatal({ err: error }, 'the database is gone')
      process.exit(1)
    },
  })
  const ran = await migrate(db, clock())
  if (ran.length > 0) log.info({ migrations: ran }, 'database migrated')
  const secretKey = secretKeyFrom(config.secretKey, config.dataDir)
  const vault = createVault(secretKey)
  const catalog = createCatalog(db, vault)
  const ledger = openLedger(db)
  const inbox = openInbox(db)
  const profileQueue = openProfileQueue(db)
  const [collectors, flushCollectors] = openCollectors(db, clock, log)
  const outbound = createOutbound({ allowedPrivateHosts: config.allowedPrivateHosts, ...OUTBOUND })
  const call = vendorCall(outbound)
  const tokens = createAccessTokens(outbound, clock)
  const dial = createDial({ allowedPrivateHosts: config.allowedPrivateHosts, ...OUTBOUND })
  const deliveries = openDeliveryQueue(db)
  const sendTimes = openAnswers(db)
  const deliveriesQueued = createSignal()
  const metrics = createMetrics({
    backlog: () => countBacklog(db),
    transactionAge: () => transactionAge(db),
    sources: () => loadSourceFigures(db, clock()),
  })
  const planThread = createPlanThread()
  const jobs = createJobs({ db, clock, log }, [
    retryJob,
    resendJob(deliveriesQueued),
    simulationJob(planThread),
    metricCountJob(catalog),
    channelsJob(db, catalog, { attribute: attributeEvents, queueFeedback }),
  ])
  const s3 = {
    ...{ vault, outbound, allowedPrivateHosts: config.allowedPrivateHosts },
    ...{ ownPrefixes: config.s3OwnPrefixes, principal: config.awsPrincipal },
    objectBytesMax: config.spoolBytesMax,
  }
  return {
    db,
    catalog,
    vault,
    handles: createHandles(secretKey),
    ledger,
    inbox,
    profileQueue,
    deliveries,
    sendTimes,
    transports: createTransports({ outbound, tokens, dial, clock }),
    deliveriesQueued,
    dial,
    jobs,
    sourceKinds: createKinds({
      ...{ db, vault, outbound, tokens, allowedPrivateHosts: config.allowedPrivateHosts },
      ...{ ownPrefixes: config.s3OwnPrefixes, principal: config.awsPrincipal },
      objectBytesMax: config.spoolBytesMax,
    }),
    exportPlaces: createPlaces(s3),
    exportsQueued: createSignal(),
    spool: resolve(join(config.dataDir, 'spool')),
    runsQueued: createSignal(),
    policies: createPolicies(db, catalog.knownById, clock, log),
    metrics,
    admission: createAdmission(ratesOf(config), clock, metrics.observeLimited),
    connectionsMax: config.connectionsMax,
    outbound,
    call,
    tokens,
    keySet: createKeySets(outbound, clock),
    ...collectors,
    inboundArrived: createSignal(),
    sessions: createSessions(db, clock, publicUrlOf(config)),
    passwords: createPasswords(),
    signInLimiter: createSignInLimiter(clock),
    oidc: oidcOf(config, outbound),
    ...(await loadAdminKey(db, config.adminKey)),
    clock,
    log,
    publicUrl: publicUrlOf(config),
    trustProxy: listOf(config.trustProxy),
    generateBudgetMs: config.generateBudgetMs,
    webhookBudgetMs: config.webhookBudgetMs,
    webhookBodyLimitBytes: config.webhookBodyLimitBytes,
    metricsToken: config.metricsToken,
    signatureMaxAgeMs: config.signatureMaxAgeDays === 0 ? undefined : config.signatureMaxAgeDays * DAY_MS,
    async close() {
      await Promise.all([
        ledger.drain(),
        inbox.drain(),
        profileQueue.drain(),
        deliveries.drain(),
        sendTimes.drain(),
        outbound.close(),
        flushCollectors(),
        planThread.close(),
      ])
      await db.close()
    },
  }
}

// Nobody can call an address that means every address.
const UNSPECIFIED = new Set(['0.0.0.0', '::', '[::]'])

function publicUrlOf({ publicUrl, host, port }: Config): string {
  const here = `http://${UNSPECIFIED.has(host) ? 'localhost' : host}:${port}`
  return (publicUrl || here).replace(/\/+$/, '')
}

const ratesOf = (config: Config): Rates => ({
  manageOfCaller: config.manageCallsOfCaller,
  manage: config.manageCallsOfOrg,
  serve: config.generateCallsOfOrg,
  ingest: config.webhookCallsOfOrg,
  refused: config.refusedCallsOfNetwork,
})

function oidcOf(config: Config, outbound: Outbound): OpenIdConnect | undefined {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcDomains, oidcRoleClaim } = config
  if (oidcIssuer === '') return undefined
  const settings = {
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: oidcClientSecret,
    domains: listOf(oidcDomains.toLowerCase()),
    roleClaim: oidcRoleClaim || undefined,
  }
  return createOpenIdConnect(settings, publicUrlOf(config), outbound)
}

/** The items of a setting, separated by commas. */
const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean)

async function countBacklog(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    name: 'backlog',
    text: 'select count(*) from inbound_requests where processed_at is null',
  })
  return row?.count ?? 0
}
