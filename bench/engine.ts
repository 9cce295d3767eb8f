import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { cpuSecondsOfFamily, parentOf } from './usage.ts'

/** The data folder of the servers of one pass. */
export interface Engine {
  readonly name: 'embedded' | 'postgresql'
  readonly version: string
  /** The environment that gives a server its own empty store. */
  storeOf(server: 'floor' | 'parley'): Readonly<Record<string, string>>
  /** Processor seconds so far of the database's processes; zero if the database runs inside the server. */
  databaseCpuSeconds(): number
  close(): Promise<void>
}

export function openEmbedded(): Engine {
  const folder = makeFolder()
  return {
    name: 'embedded',
    version: 'PGlite',
    storeOf: server => ({ DATABASE_URL: '', PARLEY_DATA_DIR: join(folder, server) }),
    databaseCpuSeconds: () => 0,
    async close() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Removed at the end, even if the run is interrupted. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Creates two databases in a PostgreSQL on this machine, and drops them at the end. The role needs CREATEDB.
 * @throws if the processor time of that PostgreSQL cannot be read here
 */
export async function openPostgres(url: string): Promise<Engine> {
  const admin = new pg.Client(url)
  await admin.connect()
  const { rows } = await admin.query(
    "select pg_backend_pid() as pid, current_setting('server_version') as version",
  )
  const { pid, version } = rows[0] as { pid: number; version: string }
  const postmaster = postmasterOf(pid)
  const folder = makeFolder()
  const run = randomBytes(4).toString('hex')
  const databases = { floor: `parley_bench_floor_${run}`, parley: `parley_bench_${run}` }
  for (const name of Object.values(databases)) await admin.query(`create database ${name}`)
  return {
    name: 'postgresql',
    version: `PostgreSQL ${version}`,
    storeOf(server) {
      const target = new URL(url)
      target.pathname = `/${databases[server]}`
      return { DATABASE_URL: target.href, PARLEY_DATA_DIR: join(folder, server) }
    },
    databaseCpuSeconds: () => cpuSecondsOfFamily(postmaster),
    async close() {
      for (const name of Object.values(databases))
        await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function postmasterOf(backend: number): number {
  try {
    if (readFileSync(`/proc/${backend}/cmdline`, 'utf8').startsWith('postgres:')) return parentOf(backend)
  } catch {}
  throw new Error('DATABASE_URL must be a PostgreSQL on this machine: its processor time is read from /proc.')
}
