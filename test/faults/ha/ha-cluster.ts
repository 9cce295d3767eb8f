import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Disk } from '../disk.ts'
import { readFiles } from './files.ts'
import { createMachine, type Machine } from './machine.ts'
import { askMembers, type Member, rolesOf } from './members.ts'

/** Three machines with etcd, Patroni and PostgreSQL, and HAProxy before them, as the files of ops/ha start them. */
export interface HaCluster {
  /** Of Parley's database, through HAProxy. */
  readonly url: string
  readonly machines: readonly Machine[]
  /** Resolves when one machine is the primary, the others follow, and one of them is synchronous. */
  untilWhole(): Promise<Roles>
  /** Another machine becomes the primary, in order. */
  switchOver(): Promise<void>
  close(): Promise<void>
}

export interface Roles {
  readonly primary: Machine
  readonly standby: Machine
}

const MACHINES = 3
const WHOLE_MS = 180_000
const PAUSE_MS = 250
const INSTALLED = '/usr/lib/postgresql'

export async function startHaCluster(disk: Disk, say: (text: string) => void): Promise<HaCluster> {
  const { folder, enter } = disk
  const files = readFiles(`127.${process.pid % 250}.${1 + Math.floor(Math.random() * 250)}`)
  const [version] = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one))
  const bin = join(INSTALLED, String(version), 'bin')
  // They outlive the disk, for whoever looks into a failure.
  const logs = mkdtempSync(join(tmpdir(), 'parley-machines-'))
  chmodSync(logs, 0o777)
  say(`the logs of the machines are in ${logs}`)
  const write = (path: string, text: string) => inside(enter, 'cat >"$0"', [path], text)

  const machines = Array.from({ length: MACHINES }, (_, at) => {
    const own = join(folder, `db${at + 1}`)
    inside(enter, 'mkdir -p "$0/postgresql" "$0/etcd" && chown -R postgres "$0"', [own])
    for (const name of ['etcd.yml', 'patroni.yml'] as const)
      write(join(own, name), files.ofMachine(name, at + 1, own, bin))
    const command = `etcd --config-file ${own}/etcd.yml & exec patroni ${own}/patroni.yml`
    return createMachine(disk, `db${at + 1}`, command, join(logs, `db${at + 1}`))
  })
  write(join(folder, 'haproxy.cfg'), files.haproxy)
  for (const machine of machines) machine.start()
  const [program = '', ...before] = [...enter, 'setpriv', '--pdeathsig=KILL', 'haproxy', '-f']
  const haproxy = spawn(program, [...before, join(folder, 'haproxy.cfg')], { stdio: 'ignore' })

  async function untilWhole(): Promise<Roles> {
    const named = (wanted: string) => machines.find(({ name }) => name === wanted)
    let seen: readonly Member[] = []
    for (const until = Date.now() + WHOLE_MS; Date.now() < until; await wait(PAUSE_MS)) {
      seen = await askMembers(machines.map((_, at) => files.addressOf(at + 1)))
      const roles = rolesOf(seen, MACHINES)
      const [primary, standby] = [named(roles?.primary ?? ''), named(roles?.standby ?? '')]
      if (primary && standby) return { primary, standby }
    }
    throw new Error(`The cluster is not whole: ${JSON.stringify(seen)}`)
  }

  const patronictl = (...words: readonly string[]) => {
    const [first = '', ...rest] = [...enter, 'patronictl', '-c', join(folder, 'db1', 'patroni.yml')]
    return promisify(execFile)(first, [...rest, ...words])
  }

  await untilWhole()
  await createDatabase(`postgres://postgres:change-me-1@${files.entry}/postgres`)
  return {
    ...{ url: `postgres://parley:change-me-4@${files.entry}/parley`, machines, untilWhole },
    async switchOver() {
      await patronictl('switchover', '--force', 'parley')
    },
    async close() {
      haproxy.kill('SIGKILL')
      for (const machine of machines) await machine.kill()
    },
  }
}

async function createDatabase(url: string): Promise<void> {
  for (const until = Date.now() + WHOLE_MS; Date.now() < until; await wait(PAUSE_MS)) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      for (const statement of statements()) await client.query(statement)
      return
    } catch (error) {
      if (Date.now() + PAUSE_MS >= until) throw error
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

/** As docs/operating.md has them. */
function statements(): readonly string[] {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
  const [, block = ''] = /```sql\n([^`]*)```/.exec(page) ?? []
  return block.split(';').filter(text => text.trim() !== '')
}

function inside(enter: Disk['enter'], script: string, words: readonly string[], input = ''): void {
  const [program = '', ...before] = enter
  execFileSync(program, [...before, 'sh', '-c', script, ...words], { input })
}
