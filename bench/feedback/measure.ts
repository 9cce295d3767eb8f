import { setTimeout as wait } from 'node:timers/promises'
import { usedSoFar } from '../measure.ts'
import { percentile, type Spread, spreadOf } from '../spread.ts'
import { forEach, type Scene } from './scene.ts'

/** From a report's 200 until the receiver has it, in milliseconds. */
export interface Latency {
  readonly neighbours: number
  readonly reports: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** A backlog, delivered at full speed. */
export interface Drain {
  readonly to: string
  readonly deliveries: number
  readonly perSecond: Spread
  /** Server and database, in microseconds for each delivery. */
  readonly cpu: Spread
}

const AT_ONCE = 32
const LOOK_EVERY_MS = 100

/** Reports at a constant rate, to a fast receiver beside receivers that never answer. */
export async function measureLatency(
  scene: Scene,
  neighbours: number,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Latency> {
  const quick = await scene.webhook('/quick')
  const stuck = await Promise.all(Array.from({ length: neighbours }, () => scene.webhook('/stuck')))
  const ids = idsOf(`beside-${neighbours}`, perSecond * seconds)
  await forEach(ids, AT_ONCE, scene.choose)
  const answeredAt = new Map<string, number>()
  const startedAt = performance.now()
  const reports = ids.map(async (id, at) => {
    await wait(startedAt + (at * 1_000) / perSecond - performance.now())
    await scene.report(id)
    answeredAt.set(id, Date.now())
  })
  await Promise.all(reports)
  await scene.untilRead()
  while ((await scene.waiting(quick)) > 0) await wait(LOOK_EVERY_MS)
  const arrivals = await scene.arrivals()
  const tookMs = Float64Array.from(ids, id => (arrivals[id] ?? Number.NaN) - (answeredAt.get(id) ?? 0)).sort()
  for (const webhook of [quick, ...stuck]) await scene.remove(webhook)
  await scene.forgetArrivals()
  return {
    ...{ neighbours, reports: ids.length },
    p50: percentile(tookMs, 0.5),
    p99: percentile(tookMs, 0.99),
    max: percentile(tookMs, 1),
  }
}

/** Queues deliveries, and has them sent several times. */
export async function measureDrains(scene: Scene, count: number, rounds: number): Promise<readonly Drain[]> {
  const quick = await scene.webhook('/quick')
  const slow = await scene.webhook('/slow/20')
  for (const webhook of [quick, slow]) await scene.change(webhook, { status: 'paused' })
  const ids = idsOf('waiting', count)
  await forEach(ids, AT_ONCE, scene.choose)
  await forEach(ids, AT_ONCE, scene.report)
  await scene.untilRead()
  return [
    await drain(scene, 'one that answers at once', quick, count, rounds),
    await drain(scene, 'one that takes 20 ms', slow, count, 1),
  ]
}

async function drain(
  scene: Scene,
  to: string,
  webhook: string,
  deliveries: number,
  rounds: number,
): Promise<Drain> {
  const perSecond: number[] = []
  const cpu: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = usedSoFar(scene.parley, scene.engine)
    const startedAt = performance.now()
    await scene.change(webhook, { status: 'active' })
    while ((await scene.waiting(webhook)) > 0) await wait(LOOK_EVERY_MS)
    perSecond.push((deliveries * 1_000) / (performance.now() - startedAt))
    const after = usedSoFar(scene.parley, scene.engine)
    const seconds =
      after.serverSeconds + after.databaseSeconds - before.serverSeconds - before.databaseSeconds
    cpu.push((seconds * 1e6) / deliveries)
    await scene.change(webhook, { status: 'paused' })
    await scene.recover(webhook)
  }
  await scene.remove(webhook)
  return { to, deliveries, perSecond: spreadOf(perSecond), cpu: spreadOf(cpu) }
}

const idsOf = (series: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => `${series}-${number}`)
