import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

// The system refuses longer addresses (108 bytes on Linux, 104 on macOS).
const SOCKET_PATH_MAX = 100

/** Another process has the folder open. Two processes on one folder would lose each other's data. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
}

/**
 * Locks a folder for this process, until the lock is released or the process ends. The lock is a listening socket.
 * The kernel closes it with its process, so no stale lock remains.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true })
  const path = socketPath(realpathSync(folder))
  const token = randomUUID()
  if ((await whoHolds(path)) !== undefined) throw inUse(folder)
  rmSync(path, { force: true })
  const server = await listen(path, token).catch(() => undefined)
  // Two starting processes may both have found the socket dead. The process whose socket survives has the lock.
  await wait(20)
  if (server === undefined || (await whoHolds(path)) !== token) {
    server?.close()
    throw inUse(folder)
  }
  return () => {
    server.close()
    rmSync(path, { force: true })
  }
}

function socketPath(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\parley-${hashOf(folder)}`
  const inside = join(folder, 'lock.sock')
  return Buffer.byteLength(inside) <= SOCKET_PATH_MAX
    ? inside
    : join(tmpdir(), `parley-${hashOf(folder)}.sock`)
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

const inUse = (folder: string): FolderInUse =>
  new FolderInUse(
    `The data folder ${folder} is in use by another Parley process. Stop that one, choose another folder ` +
      'with PARLEY_DATA_DIR, or use PostgreSQL (DATABASE_URL) to run several processes.',
  )

function listen(path: string, token: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => {
      socket.on('error', () => socket.destroy())
      socket.end(token)
    })
    server.once('error', reject)
    server.listen(path, () => {
      server.unref()
      resolve(server)
    })
  })
}

// A busy holder accepts at once, and sends its token later.
const TOKEN_TIMEOUT_MS = 1_000

/** The token of the listening process, or undefined if there is none. */
function whoHolds(path: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createConnection(path)
    let token = ''
    socket.setEncoding('utf8')
    socket.on('data', text => {
      token += text
    })
    socket.setTimeout(TOKEN_TIMEOUT_MS, () => {
      socket.destroy()
      resolve('somebody busy')
    })
    socket.on('error', () => resolve(undefined))
    socket.on('end', () => resolve(token))
  })
}
