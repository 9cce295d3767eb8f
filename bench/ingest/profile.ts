import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const SAMPLED_EVERY_US = 200

/** Does the work, and writes a profile of its processor time into the file, for the developer tools of a browser. */
export async function profiled(file: string | undefined, work: () => Promise<void>): Promise<void> {
  if (file === undefined) return work()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLED_EVERY_US })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  writeFileSync(file, JSON.stringify(profile))
}
