import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoted } from './projection.ts'

const MEMORY = '512MB'
const SPILL_MAX = '20GB'

export interface Engine {
  run(sql: string): Promise<void>
  all(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/**
 * Opens DuckDB for some files: no network, no extensions, no other folder than the spool, and nothing of this can be
 * changed by a later statement.
 */
export async function openEngine(spool: string, paths: readonly string[]): Promise<Engine> {
  const instance = await DuckDBInstance.create(join(spool, 'work.duckdb'), {
    threads: '2',
    memory_limit: MEMORY,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = 'UTC'`)
  await connection.run(`set preserve_insertion_order = false`)
  await connection.run(`set temp_directory = ${quoted(join(spool, 'spill'))}`)
  await connection.run(`set max_temp_directory_size = '${SPILL_MAX}'`)
  await connection.run(`set allowed_directories = [${quoted(spool)}]`)
  await connection.run(`set allowed_paths = [${paths.map(quoted).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
  return engineOf(connection)
}

const engineOf = (connection: DuckDBConnection): Engine => ({
  async run(sql) {
    await connection.run(sql)
  },
  all: async sql => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
})
