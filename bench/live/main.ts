// Measures ingest as it is lived, by the server as shipped: calls at a constant rate that are counted as they come;
// what others feel while a backlog of Braze's batches is read; and the rate at which a long backlog shrinks.
// `npm run bench:live -- --engine postgresql --only steady`; `--quick` is a smoke test. PostgreSQL needs DATABASE_URL. docs/performance.md has the figures.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Engine } from '../engine.ts'
import type { Run } from '../load.ts'
import { customEvents, customerio } from '../scenarios.ts'
import { percentile } from '../spread.ts'
import { type Beside, measureBeside } from './beside.ts'
import { choose, withScene } from './scene.ts'
import { measureSteady, type Steady } from './steady.ts'
import { measureTenths } from './tenths.ts'

const PER_SECOND = { embedded: 300, postgresql: 2_000 }
const FULL = { seconds: 10, rounds: 3, events: 50_000, backlog: { embedded: 50_000, postgresql: 500_000 } }
/** A smoke test: its figures are only hints. */
const QUICK = { seconds: 1, rounds: 1, events: 3_000, backlog: { embedded: 10_000, postgresql: 10_000 } }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string', default: 'embedded' },
    only: { type: 'string', multiple: true, default: ['steady', 'beside', 'tenths'] },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    events: { type: 'string' },
    backlog: { type: 'string' },
  },
})
const engine: Engine['name'] = values.engine === 'embedded' ? 'embedded' : 'postgresql'
const usual = values.quick ? QUICK : FULL
const say = (text: string) =>
  process.stdout.write(`${engine}, load ${(loadavg()[0] ?? 0).toFixed(1)}: ${text}\n`)

async function steady(): Promise<void> {
  const perSecond = +(values.rate ?? PER_SECOND[engine])
  const seconds = +(values.seconds ?? usual.seconds)
  await withScene(engine, async scene => {
    await choose(scene, perSecond * seconds)
    // The first round warms up.
    for (const scenario of [customerio, customEvents])
      for (let round = 0; round <= +(values.rounds ?? usual.rounds); round++) {
        const measured = await measureSteady(scene, scenario, {
          perSecond,
          seconds,
          series: `steady-${round}`,
        })
        say(`${scenario.name} at ${perSecond}/s, round ${round}: ${steadyInWords(measured)}`)
      }
  })
}

function steadyInWords({ door, p50, max }: Steady): string {
  return `${inMs(door)}; counted after ${p50.toFixed(2)} s, at most ${max.toFixed(2)}; ${door.cpu.toFixed(0)} µs`
}

function inWords({ flood, door, choices, counted, backlogSeconds }: Beside): string {
  return [
    `flood: ${inMs(flood)}`,
    `backlog read in ${backlogSeconds.toFixed(0)} s`,
    `single calls meanwhile: ${inMs(door)}`,
    `choices meanwhile: ${inMs(choices)}`,
    `another organisation's event counts after ${percentile(counted, 0.5).toFixed(2)} s, at most ${percentile(counted, 1).toFixed(2)} (${counted.length})`,
  ].join('\n  ')
}

const inMs = ({ answered, faults, p50, p90, p99, max }: Run): string =>
  `${answered} answered, refused ${JSON.stringify(faults)}, p50 ${p50.toFixed(1)}, p90 ${p90.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(0)} ms`

if (values.only.includes('steady')) await steady()
if (values.only.includes('beside'))
  say(inWords(await withScene(engine, scene => measureBeside(scene, +(values.events ?? usual.events)))))
if (values.only.includes('tenths'))
  await withScene(engine, scene => measureTenths(scene, +(values.backlog ?? usual.backlog[engine]), say))
