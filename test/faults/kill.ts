import type { Random } from '../../src/core/stats/draw/random.ts'
import type { ServerProcess } from '../server-process.ts'
import type { Store } from './installation.ts'
import { moment, needStore, pick, type Scene } from './scene.ts'

const KILL_WITHIN_MS = 4_000

/** Kills processes while they work: a server, a worker, the first process of PostgreSQL, or one of its others. */
export async function killAtRandom({ at, random, killed, kills }: Scene): Promise<void> {
  const restart = (name: string, process: ServerProcess) => async () => {
    await process.kill()
    killed(name)
    await at.start(process)
  }
  for (let time = 0; time < kills; time++) {
    await moment(random, KILL_WITHIN_MS)
    const victims = [
      ...at.servers.map(server => restart('server', server)),
      ...at.workers.filter(worker => !at.isAsleep(worker)).map(worker => restart('worker', worker)),
      ...(at.store
        ? [() => killStore(needStore(at), killed), () => killConnection(needStore(at), random, killed)]
        : []),
    ]
    await pick(random, victims)()
  }
}

async function killStore({ cluster }: Store, killed: Scene['killed']): Promise<void> {
  await cluster.kill()
  killed('database')
  await cluster.start()
}

async function killConnection({ cluster }: Store, random: Random, killed: Scene['killed']): Promise<void> {
  const backends = (await cluster.run(
    `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )) as { pid: number }[]
  if (backends.length === 0) return
  process.kill(pick(random, backends).pid, 'SIGKILL')
  killed('database')
}
