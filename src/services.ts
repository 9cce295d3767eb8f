import type { FastifyBaseLogger } from 'fastify'
import { thompson } from './bandit/thompson.ts'
import { type Catalog, createCatalog } from './catalog/live.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/db.ts'
import { migrate } from './db/migrate.ts'
import { type Ledger, openLedger } from './generate/ledger.ts'
import { createPolicies, type Policies } from './generate/policies.ts'
import { createApiKey } from './http/api-key.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { createVault, secretKeyFrom, type Vault } from './http/secrets.ts'
import type { Batcher } from './lib/batcher.ts'
import type { Clock } from './lib/clock.ts'
import { sha256Hex } from './lib/hash.ts'
import { createSignal, type Signal } from './lib/signal.ts'
import { type InboundCall, openInbox } from './webhooks/inbox.ts'

/** What lives as long as the process. Routes and jobs get from it what they need. */
export interface Services {
  readonly db: Database
  readonly catalog: Catalog
  readonly vault: Vault
  readonly ledger: Ledger
  readonly inbox: Batcher<InboundCall, void>
  readonly policies: Policies
  readonly metrics: Metrics
  /** Fired when a webhook call has been stored. */
  readonly inboundArrived: Signal
  readonly adminKeyHash: string
  /** The operator's key, when this start has made it: it is shown once. */
  readonly newAdminKey: string | undefined
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly trustProxy: readonly string[]
  readonly generateBudgetMs: number
  readonly webhookBodyLimitBytes: number
  /** Writes what is on its way, then closes the store. */
  close(): Promise<void>
}

/** Opens everything that serving and working need: the store, migrated, and the configuration in memory. */
export async function openServices(config: Config, log: FastifyBaseLogger, clock: Clock): Promise<Services> {
  const db = await openDatabase({
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
  const vault = createVault(secretKeyFrom(config.secretKey, config.dataDir))
  const catalog = createCatalog(db, vault)
  const ledger = openLedger(db)
  const inbox = openInbox(db)
  return {
    db,
    catalog,
    vault,
    ledger,
    inbox,
    policies: createPolicies(db, thompson, catalog.knownById),
    metrics: createMetrics(() => countBacklog(db)),
    inboundArrived: createSignal(),
    ...(await adminKey(db, config.adminKey)),
    clock,
    log,
    publicUrl: publicUrlOf(config),
    trustProxy: config.trustProxy
      .split(',')
      .map(address => address.trim())
      .filter(Boolean),
    generateBudgetMs: config.generateBudgetMs,
    webhookBodyLimitBytes: config.webhookBodyLimitBytes,
    async close() {
      await Promise.all([ledger.drain(), inbox.drain()])
      await db.close()
    },
  }
}

// An address that means every address is none that anybody could call.
const UNSPECIFIED = new Set(['0.0.0.0', '::', '[::]'])

function publicUrlOf({ publicUrl, host, port }: Config): string {
  const here = `http://${UNSPECIFIED.has(host) ? 'localhost' : host}:${port}`
  return (publicUrl || here).replace(/\/+$/, '')
}

async function countBacklog(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    name: 'backlog',
    text: 'select count(*) from inbound_requests where processed_at is null',
  })
  return row?.count ?? 0
}

/** The configured key, or the one made at the first start, of which only the hash is kept. */
async function adminKey(
  { kysely }: Database,
  configured: string,
): Promise<Pick<Services, 'adminKeyHash' | 'newAdminKey'>> {
  if (configured !== '') return { adminKeyHash: sha256Hex(configured), newAdminKey: undefined }
  const made = createApiKey()
  const stored = await kysely
    .insertInto('instance_settings')
    .values({ key: ADMIN_KEY_HASH, value: made.secretHash })
    .onConflict(conflict => conflict.column('key').doNothing())
    .returning('value')
    .executeTakeFirst()
  if (stored) return { adminKeyHash: made.secretHash, newAdminKey: made.key }
  const { value } = await kysely
    .selectFrom('instance_settings')
    .select('value')
    .where('key', '=', ADMIN_KEY_HASH)
    .executeTakeFirstOrThrow()
  return { adminKeyHash: value, newAdminKey: undefined }
}

const ADMIN_KEY_HASH = 'admin_key_hash'

/** Makes a new operator's key in place of the generated one. Processes that run keep the old one until they restart. */
export async function renewAdminKey({ kysely }: Database): Promise<string> {
  const { key, secretHash } = createApiKey()
  await kysely
    .insertInto('instance_settings')
    .values({ key: ADMIN_KEY_HASH, value: secretHash })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value: secretHash }))
    .execute()
  return key
}
