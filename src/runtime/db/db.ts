import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { MINUTE_MS } from '../../lib/duration.ts'
import { startCheckpoints } from './checkpoints.ts'
import { type EmbeddedEngine, startEmbeddedEngine } from './embedded.ts'
import { lockFolder } from './folder-lock.ts'
import type { Tables } from './tables.ts'

/** A statement. With a name, its plan is kept for the life of the connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Session {
  query<Row>(statement: Statement): Promise<readonly Row[]>
}

export interface Database extends Session {
  readonly kind: 'embedded' | 'server'
  /** For everything that is not hot: typed, composable. */
  readonly kysely: Kysely<Tables>
  /** Commits when the work resolves, rolls back when it throws. */
  transaction<Answer>(work: (session: Session) => Promise<Answer>): Promise<Answer>
  /** For tests: how often the embedded engine has synced to disk. */
  syncs(): Promise<number>
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Empty: the embedded engine, under `dataDir`. */
  readonly databaseUrl: string
  readonly dataDir: string
  readonly connectionsMax: number
  /** The database went away in a way that only a restart mends. */
  readonly onDeath: (error: Error) => void
}

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = MINUTE_MS

// Counts fit a double as long as they stay below 2^53; text would make every sum a string concatenation.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/**
 * Opens PostgreSQL, or the embedded engine when there is no URL. Both speak the wire protocol to
 * the same driver, so everything above this line has one code path.
 * @throws FolderInUse when another process has the data folder
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== '') {
    const pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: options.connectionsMax,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    })
    return overPool('server', pool, async () => {})
  }
  const unlock = await lockFolder(options.dataDir)
  const folder = join(options.dataDir, 'pg')
  mkdirSync(folder, { recursive: true })
  const engine = await startEmbeddedEngine(folder, options.onDeath)
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: 'postgres',
    database: 'postgres',
    stream: () => engine.connect() as never,
    // The engine's one session outlives its client: a new one would stumble over the names of the old one's prepared
    // statements, and inherit its open transaction.
    async onConnect(client) {
      await client.query('rollback')
      await client.query('discard all')
    },
  })
  const close = async () => {
    await engine.close()
    unlock()
  }
  const database = overPool('embedded', pool, close, engine)
  const checkpoints = startCheckpoints(database)
  return {
    ...database,
    async close() {
      await checkpoints.stop()
      await database.close()
    },
  }
}

function overPool(
  kind: Database['kind'],
  pool: pg.Pool,
  afterClose: () => Promise<void>,
  engine?: EmbeddedEngine,
): Database {
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})

  async function withClient<Answer>(work: (client: pg.PoolClient) => Promise<Answer>): Promise<Answer> {
    const client = await pool.connect()
    let broken: unknown
    const onError = (error: unknown) => {
      broken = error
    }
    client.on('error', onError)
    try {
      return await work(client)
    } finally {
      client.off('error', onError)
      client.release(broken !== undefined)
    }
  }

  return {
    kind,
    kysely: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    query: statement => withClient(client => run(client, statement)),
    transaction: work => withClient(client => inTransaction(client, work)),
    syncs: async () => (await engine?.syncs()) ?? 0,
    async close() {
      await pool.end()
      await afterClose()
    },
  }
}

async function run<Row>(client: pg.PoolClient, { name, text, values }: Statement): Promise<readonly Row[]> {
  const result = await client.query({
    text,
    values: [...(values ?? [])],
    ...(name === undefined ? {} : { name }),
  })
  return result.rows as Row[]
}

async function inTransaction<Answer>(
  client: pg.PoolClient,
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  await client.query('begin')
  try {
    const answer = await work({ query: statement => run(client, statement) })
    await client.query('commit')
    return answer
  } catch (error) {
    await client.query('rollback').catch(() => client.release(true))
    throw error
  }
}
