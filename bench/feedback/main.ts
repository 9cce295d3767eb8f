// Measures the speed of feedback webhooks, and whether a receiver that does not answer delays others, on the embedded
// engine and, with DATABASE_URL, on PostgreSQL. docs/performance.md explains the output.
import { parseArgs } from 'node:util'
import { type Engine, openEmbedded, openPostgres } from '../engine.ts'
import type { Spread } from '../spread.ts'
import { type Drain, type Latency, measureDrains, measureLatency } from './measure.ts'
import { openScene } from './scene.ts'

// Reports arrive more slowly on the embedded engine.
const FULL = {
  latency: { perSecond: 20, seconds: 10 },
  waiting: { embedded: 1_000, postgresql: 3_000 },
  rounds: 3,
}
/** A smoke test: its figures are only hints. */
const QUICK = {
  latency: { perSecond: 20, seconds: 2 },
  waiting: { embedded: 200, postgresql: 300 },
  rounds: 1,
}
const STUCK = 4

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      engine: { type: 'string', multiple: true, default: ['embedded', 'postgresql'] },
    },
  })
  const url = process.env['DATABASE_URL'] ?? ''
  const plan = values.quick ? QUICK : FULL
  if (values.engine.includes('embedded')) await runOn(openEmbedded(), plan)
  if (values.engine.includes('postgresql') && url !== '') await runOn(await openPostgres(url), plan)
}

async function runOn(engine: Engine, plan: typeof FULL): Promise<void> {
  try {
    const scene = await openScene(engine)
    const latencies = [
      await measureLatency(scene, 0, plan.latency),
      await measureLatency(scene, STUCK, plan.latency),
    ]
    const drains = await measureDrains(scene, plan.waiting[engine.name], plan.rounds)
    await scene.stop()
    console.log(describe(engine, latencies, drains))
  } finally {
    await engine.close()
  }
}

function describe(
  { name, version }: Engine,
  latencies: readonly Latency[],
  drains: readonly Drain[],
): string {
  return [
    `### ${name === 'embedded' ? 'Embedded' : version}`,
    table(
      ['a backlog, sent to', 'deliveries', 'deliveries/s', 'CPU µs/delivery'],
      drains.map(({ to, deliveries, perSecond, cpu }) => [
        ...[to, String(deliveries), spread(perSecond), spread(cpu)],
      ]),
    ),
    table(
      ['from a report to its delivery', 'reports', 'p50 ms', 'p99 ms', 'max ms'],
      latencies.map(({ neighbours, reports, p50, p99, max }) => [
        neighbours === 0 ? 'alone' : `beside ${neighbours} that never answer`,
        ...[reports, p50, p99, max].map(whole),
      ]),
    ),
  ].join('\n\n')
}

const whole = (value: number): string => value.toFixed(0)

/** The median, with the minimum and maximum in brackets. */
const spread = ({ median, min, max }: Spread): string =>
  min === max ? whole(median) : `${whole(median)} (${whole(min)}–${whole(max)})`

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n')
}

// Otherwise an interrupted run would leave its servers running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

try {
  await main()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// Stops the processes that a failed pass has left.
process.exit()
