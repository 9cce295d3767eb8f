import { mkdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { lockFolder } from '../../runtime/db/folder-lock.ts'
import { createApiKey } from '../../runtime/http/api-key.ts'

/** The place of a demo: beside the real data, never in it. */
export interface Place {
  readonly config: Config
  readonly slug: string
  /** If it was already used, another one was chosen. */
  readonly portWasTaken: boolean
  /** The server's log goes to this file, so that it does not disturb the table. */
  readonly logPath: string
}

/**
 * Embedded: the folder `demo` in the data folder; an earlier demo there is deleted. On your own PostgreSQL nothing is
 * deleted, and the organisation gets an unused name.
 * @throws FolderInUse if another demo is running there
 */
export async function preparePlace(config: Config, now: Date): Promise<Place> {
  const onServer = config.databaseUrl !== ''
  const dataDir = onServer ? config.dataDir : join(config.dataDir, 'demo')
  if (!onServer) await emptyStore(dataDir)
  mkdirSync(dataDir, { recursive: true })
  const logPath = join(dataDir, 'demo.log')
  rmSync(logPath, { force: true })
  const own = await withFreePort(withOperatorKey(config))
  return {
    config: { ...own, dataDir },
    portWasTaken: own.port !== config.port,
    slug: onServer ? `demo-${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}` : 'demo',
    logPath,
  }
}

/** Deletes only the database, because a folder named demo may contain the user's own files. */
async function emptyStore(dataDir: string): Promise<void> {
  const unlock = await lockFolder(dataDir)
  rmSync(join(dataDir, 'pg'), { recursive: true, force: true })
  unlock()
}

/** The operator's key creates organisations. If none is configured, a key for this process only. */
export const withOperatorKey = (config: Config): Config => ({
  ...config,
  adminKey: config.adminKey || createApiKey().key,
})

/** The configured port, or another one if it is in use. */
export async function withFreePort(config: Config): Promise<Config> {
  const port = (await tryPort(config.host, config.port)) ?? (await tryPort(config.host, 0))
  if (port === undefined) throw new Error(`No port is free on ${config.host}.`)
  return { ...config, port }
}

function tryPort(host: string, port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, host, () => {
      const { port: found } = server.address() as AddressInfo
      server.close(() => resolve(found))
    })
  })
}
