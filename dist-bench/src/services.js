import { thompson } from './bandit/thompson.js';
import { createCatalog } from './catalog/live.js';
import { openDatabase } from './db/db.js';
import { migrate } from './db/migrate.js';
import { openLedger } from './generate/ledger.js';
import { createPolicies } from './generate/policies.js';
import { createApiKey } from './http/api-key.js';
import { createMetrics } from './http/metrics.js';
import { createVault, secretKeyFrom } from './http/secrets.js';
import { sha256Hex } from './lib/hash.js';
import { createSignal } from './lib/signal.js';
import { openInbox } from './webhooks/inbox.js';
/** Opens everything that serving and working need: the store, migrated, and the configuration in memory. */
export async function openServices(config, log, clock) {
    const db = await openDatabase({
        databaseUrl: config.databaseUrl,
        dataDir: config.dataDir,
        connectionsMax: config.databaseConnectionsMax,
        onDeath(error) {
            log.fatal({ err: error }, 'the database is gone');
            process.exit(1);
        },
    });
    const ran = await migrate(db, clock());
    if (ran.length > 0)
        log.info({ migrations: ran }, 'database migrated');
    const vault = createVault(secretKeyFrom(config.secretKey, config.dataDir));
    const catalog = createCatalog(db, vault);
    const ledger = openLedger(db);
    const inbox = openInbox(db);
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
        publicUrl: (config.publicUrl || `http://${config.host}:${config.port}`).replace(/\/+$/, ''),
        trustProxy: config.trustProxy
            .split(',')
            .map(address => address.trim())
            .filter(Boolean),
        generateBudgetMs: config.generateBudgetMs,
        webhookBodyLimitBytes: config.webhookBodyLimitBytes,
        async close() {
            await Promise.all([ledger.drain(), inbox.drain()]);
            await db.close();
        },
    };
}
async function countBacklog(db) {
    const [row] = await db.query({
        name: 'backlog',
        text: 'select count(*) from inbound_requests where processed_at is null',
    });
    return row?.count ?? 0;
}
/** The configured key, or the one made at the first start, of which only the hash is kept. */
async function adminKey({ kysely }, configured) {
    if (configured !== '')
        return { adminKeyHash: sha256Hex(configured), newAdminKey: undefined };
    const made = createApiKey();
    const stored = await kysely
        .insertInto('instance_settings')
        .values({ key: ADMIN_KEY_HASH, value: made.secretHash })
        .onConflict(conflict => conflict.column('key').doNothing())
        .returning('value')
        .executeTakeFirst();
    if (stored)
        return { adminKeyHash: made.secretHash, newAdminKey: made.key };
    const { value } = await kysely
        .selectFrom('instance_settings')
        .select('value')
        .where('key', '=', ADMIN_KEY_HASH)
        .executeTakeFirstOrThrow();
    return { adminKeyHash: value, newAdminKey: undefined };
}
const ADMIN_KEY_HASH = 'admin_key_hash';
/** Makes a new operator's key in place of the generated one. Processes that run keep the old one until they restart. */
export async function renewAdminKey({ kysely }) {
    const { key, secretHash } = createApiKey();
    await kysely
        .insertInto('instance_settings')
        .values({ key: ADMIN_KEY_HASH, value: secretHash })
        .onConflict(conflict => conflict.column('key').doUpdateSet({ value: secretHash }))
        .execute();
    return key;
}
