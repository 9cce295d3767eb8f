import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../server-process.ts'

export interface ServerOnSmallDisk {
  readonly url: string
  /** Takes all space that is left. */
  fill(): void
  free(): void
  stop(): Promise<void>
}

const INSTALLED = '/usr/lib/postgresql'

/**
 * A PostgreSQL of its own with its data on a disk of 200 MB. The disk is mounted in a mount namespace of the server's
 * own, so it is gone when the server ends, however it ends. Needs root.
 */
export async function startServerOnSmallDisk(): Promise<ServerOnSmallDisk> {
  const [version] = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one))
  const [folder, port] = [mkdtempSync(join(tmpdir(), 'parley-disk-')), await freePort()]
  const script = `
    mount -t tmpfs -o size=200m,mode=700 tmpfs "$0" && chown postgres "$0" && cd "$0" &&
    exec setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig=KILL sh -c '
      ./bin/initdb -D data -U postgres --auth=trust --locale=C.UTF-8 --encoding=UTF8 &&
      exec ./bin/postgres -D data -p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off'`.replaceAll(
    './bin',
    `${INSTALLED}/${version}/bin`,
  )
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', data => {
    output = (output + data).slice(-4_000)
  })
  const exited = once(child, 'exit')
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  for (let attempt = 0; !(await answers(url)); attempt++) {
    if (child.exitCode !== null || attempt > 600) throw new Error(`PostgreSQL does not start:\n${output}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  // The folder as the server sees it.
  const filling = join(`/proc/${child.pid}/root`, folder, 'filling')
  return {
    url,
    fill: () => writeUntilFull(filling),
    free: () => rmSync(filling),
    async stop() {
      child.kill('SIGQUIT')
      await exited
      rmSync(folder, { recursive: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (let size = 1_048_576; size >= 4_096; ) {
      try {
        writeSync(file, Buffer.alloc(size))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        size /= 2
      }
    }
  } finally {
    closeSync(file)
  }
}
