import { mkdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { lockFolder } from '../../runtime/db/folder-lock.ts'
import { createApiKey } from '../../runtime/http/api-key.ts'

/** Where a demo runs: beside the real data, never in it. */
export interface Place {
  readonly config: Config
  readonly slug: string
  /** Then another one was taken. */
  readonly portWasTaken: boolean
  /** What the server has to say goes here, so that it does not tear the table. */
  readonly logPath: string
}

/**
 * Embedded: the folder `demo` in the data folder, emptied of an earlier demo. On a PostgreSQL of
 * one's own nothing is emptied, and the organisation gets a name that is not taken.
 * @throws FolderInUse when another demo runs there
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

/** Only the database goes: a folder named demo might hold something of its owner's. */
async function emptyStore(dataDir: string): Promise<void> {
  const unlock = await lockFolder(dataDir)
  rmSync(join(dataDir, 'pg'), { recursive: true, force: true })
  unlock()
}

/** Organisations are created with the operator's key. Without a configured one, a key for this process alone. */
export const withOperatorKey = (config: Config): Config => ({
  ...config,
  adminKey: config.adminKey || createApiKey().key,
})

/** The configured port, or any other when it is taken. */
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
