import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { startEmbeddedEngine } from './embedded.js';
import { lockFolder } from './folder-lock.js';
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
// Counts fit a double as long as they stay below 2^53; text would make every sum a string concatenation.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
/**
 * Opens PostgreSQL, or the embedded engine when there is no URL. Both speak the wire protocol to
 * the same driver, so everything above this line has one code path.
 * @throws FolderInUse when another process has the data folder
 */
export async function openDatabase(options) {
    if (options.databaseUrl !== '') {
        const pool = new pg.Pool({
            connectionString: options.databaseUrl,
            max: options.connectionsMax,
            connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
            statement_timeout: STATEMENT_TIMEOUT_MS,
            keepAlive: true,
        });
        return overPool('server', pool, async () => { });
    }
    const unlock = await lockFolder(options.dataDir);
    const folder = join(options.dataDir, 'pg');
    mkdirSync(folder, { recursive: true });
    const engine = await startEmbeddedEngine(folder, options.onDeath);
    const pool = new pg.Pool({
        max: 1,
        user: 'postgres',
        database: 'postgres',
        stream: () => engine.connect(),
    });
    const close = async () => {
        await engine.close();
        unlock();
    };
    return overPool('embedded', pool, close, engine);
}
function overPool(kind, pool, afterClose, engine) {
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    pool.on('error', () => { });
    async function withClient(work) {
        const client = await pool.connect();
        let broken;
        const onError = (error) => {
            broken = error;
        };
        client.on('error', onError);
        try {
            return await work(client);
        }
        finally {
            client.off('error', onError);
            client.release(broken !== undefined);
        }
    }
    return {
        kind,
        kysely: new Kysely({ dialect: new PostgresDialect({ pool }) }),
        query: statement => withClient(client => run(client, statement)),
        transaction: work => withClient(client => inTransaction(client, work)),
        syncs: async () => (await engine?.syncs()) ?? 0,
        async close() {
            await pool.end();
            await afterClose();
        },
    };
}
async function run(client, { name, text, values }) {
    const result = await client.query({
        text,
        values: [...(values ?? [])],
        ...(name === undefined ? {} : { name }),
    });
    return result.rows;
}
async function inTransaction(client, work) {
    await client.query('begin');
    try {
        const answer = await work({ query: statement => run(client, statement) });
        await client.query('commit');
        return answer;
    }
    catch (error) {
        await client.query('rollback').catch(() => client.release(true));
        throw error;
    }
}
