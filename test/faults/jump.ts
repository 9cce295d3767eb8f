import { setTimeout as wait } from 'node:timers/promises'
import type { Scene } from './scene.ts'

const JUMPS_S = [-36 * 3600, 40, -90, 36 * 3600]
const BETWEEN_MS = 1_250

/** The clocks of all processes jump while they work: back, forth by seconds, back by seconds, forth. */
export async function jump({ at, say }: Scene): Promise<void> {
  const { environment } = at.clock
  if (!environment) return say('left out: needs libfaketime (apt-get install faketime)')
  const all = [...at.servers, ...at.workers].filter(each => !at.isAsleep(each))
  const restartAll = async (settings: Readonly<Record<string, string>>) => {
    for (const each of all) {
      await each.stop()
      await at.start(each, settings)
    }
  }
  at.clock.jumpTo(0)
  await restartAll(environment)
  for (const offsetS of [...JUMPS_S, 0]) {
    await wait(BETWEEN_MS)
    at.clock.jumpTo(offsetS)
  }
  await restartAll({})
}
