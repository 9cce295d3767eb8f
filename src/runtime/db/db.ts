import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { MINUTE_MS } from '../../lib/duration.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import { startCheckpoints } from './checkpoints.ts'
import { SESSION_SETTINGS } from './distribution.ts'
import { type EmbeddedEngine, startEmbeddedEngine } from './embedded.ts'
import { lockFolder } from './folder-lock.ts'
import { readMoment } from './moments.ts'
import { createKysely } from './pool/kysely.ts'
import { refuseStandby } from './pool/refuse-standby.ts'
import type { Database, Session, Statement } from './session.ts'

export interface DatabaseOptions {
  /** Empty: the embedded engine, under `dataDir`. */
  readonly databaseUrl: string
  readonly dataDir: string
  readonly connectionsMax: number
  /** Called when the database is lost and only a restart helps. */
  readonly onDeath: (error: Error) => void
}

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = MINUTE_MS
// A process that stands still within a transaction holds its locks, and the kernel keeps its connection alive. Our
// transactions do nothing between statements that takes longer than this.
const IDLE_IN_TRANSACTION_MS = 10_000
// A working server ends a statement itself. If it is silent for longer, it hangs, or the network has lost it.
const SILENCE_MAX_MS = STATEMENT_TIMEOUT_MS + 5_000

// Counts fit a double as long as they stay below 2^53. As text, every sum would be a string concatenation.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readMoment)

/**
 * Opens PostgreSQL, or the embedded engine if there is no URL. The same driver connects to both with the wire
 * protocol, so all other code has one path.
 * @throws FolderInUse if another process uses the data folder
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== '') {
    const pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: options.connectionsMax,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      options: startOptions(SESSION_SETTINGS),
      query_timeout: SILENCE_MAX_MS,
      keepAlive: true,
      onConnect: refuseStandby,
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
    // The engine's one session outlives its client. A new client would fail on the names of the old one's prepared
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

/** Settings in the form in which a client sends them. */
export const startOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')

/** @param spoil called when nobody else may use the connection afterwards */
type Work<Answer> = (client: pg.PoolClient, spoil: () => void) => Promise<Answer>

function overPool(
  kind: Database['kind'],
  pool: pg.Pool,
  afterClose: () => Promise<void>,
  engine?: EmbeddedEngine,
): Database {
  // The pool replaces a lost idle connection. Without a listener, the error would end the process.
  pool.on('error', () => {})
  // The same for a connection that is lost in use: its next query fails.
  pool.on('connect', client => client.on('error', () => {}))

  async function withClient<Answer>(work: Work<Answer>): Promise<Answer> {
    const client = await pool.connect()
    let isSpoilt = false
    const spoil = () => {
      isSpoilt = true
    }
    try {
      return await work(client, spoil)
    } catch (error) {
      // The answer to an abandoned query may still arrive.
      if (isStoreDown(error)) spoil()
      throw error
    } finally {
      client.release(isSpoilt)
    }
  }

  return {
    kind,
    kysely: createKysely(pool),
    query: statement => withClient(client => run(client, statement)),
    transaction: work => withClient((client, spoil) => inTransaction(client, spoil, work)),
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

/** Whether a connection gave no answer in time. It would not answer the next statement either. */
const isSilent = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

async function inTransaction<Answer>(
  client: pg.PoolClient,
  spoil: () => void,
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  await client.query('begin')
  try {
    const answer = await work({ query: statement => run(client, statement) })
    await client.query('commit')
    return answer
  } catch (error) {
    if (!isSilent(error)) await client.query('rollback').catch(spoil)
    throw error
  }
}
