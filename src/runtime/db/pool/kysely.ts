import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import { isStoreDown } from '../../../lib/store-down.ts'
import type { Tables } from '../tables.ts'

// As PostgreSQL names them.
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

export const createKysely = (pool: pg.Pool): Kysely<Tables> =>
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(pool),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

/** Kysely's own driver gives every connection back as sound: one that stays read-only would be used again and again. */
function createDriver(pool: pg.Pool): Driver {
  const held = new WeakMap<DatabaseConnection, HeldConnection>()
  const run = (text: string) => async (connection: DatabaseConnection) => {
    await connection.executeQuery(CompiledQuery.raw(text))
  }
  return {
    init: async () => {},
    async acquireConnection() {
      const connection = hold(await pool.connect())
      held.set(connection, connection)
      return connection
    },
    beginTransaction: run('begin'),
    commitTransaction: run('commit'),
    async rollbackTransaction(connection) {
      // The server rolls back when the connection ends.
      if (!held.get(connection)?.isSpoilt()) await run('rollback')(connection)
    },
    releaseConnection: async connection => held.get(connection)?.release(),
    destroy: async () => {},
  }
}

interface HeldConnection extends DatabaseConnection {
  /** Whether nobody else may use it afterwards. */
  isSpoilt(): boolean
  release(): void
}

function hold(client: pg.PoolClient): HeldConnection {
  let isSpoilt = false
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const { command, rowCount, rows } = await client.query<Row & pg.QueryResultRow>(sql, [...parameters])
        return WRITES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
      } catch (error) {
        isSpoilt ||= isStoreDown(error)
        throw error
      }
    },
    streamQuery() {
      throw new Error('Statements are not streamed.')
    },
    isSpoilt: () => isSpoilt,
    release: () => client.release(isSpoilt),
  }
}
