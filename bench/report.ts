import type { Side } from './compare.ts'
import type { Machine } from './machine.ts'
import type { Sample } from './measure.ts'
import type { Pass } from './pass.ts'
import { type Spread, spreadOf } from './spread.ts'

/** The results as Markdown, in the order of docs/performance.md. */
export function describe(machine: Machine, passes: readonly Pass[]): string {
  const { cores, memoryGigabytes, system, node, syncMs } = machine
  return [
    `${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node.slice(1)}; an 8 kB write with its fsync takes ${syncMs.toFixed(2)} ms.`,
    ...passes.flatMap(describePass),
  ].join('\n\n')
}

function describePass(pass: Pass): readonly string[] {
  const title = pass.engine === 'embedded' ? 'Embedded' : pass.version
  return [
    `### ${title}`,
    ratios(pass),
    loads('open loop', pass, side => side.steady),
    loads('closed loop', pass, side => side.peak),
    processing(pass),
    memory(pass),
    table(
      ['after kill -9', 'answered', 'found'],
      pass.kept.map(({ what, answered, stored }) => [what, String(answered), String(stored)]),
    ),
    `Start-up: ${whole(pass.firstStartMs)} ms the first time, then ${spread(spreadOf(pass.laterStartsMs), whole)} ms.`,
  ]
}

function loads(loop: string, { comparisons }: Pass, samplesOf: (side: Side) => readonly Sample[]): string {
  const latency = ['p50', 'p90', 'p99', 'max'].map(name => `${name} ms`)
  return table(
    [loop, '', 'calls/s', ...latency, 'CPU µs/call: server', 'database', 'generator'],
    comparisons.flatMap(({ scenario, floor, parley }) => [
      [scenario, 'floor', ...figures(samplesOf(floor))],
      ['', 'Parley', ...figures(samplesOf(parley))],
    ]),
  )
}

function ratios({ comparisons }: Pass): string {
  const rows = comparisons.map(({ scenario, throughputRatio, cpuRatio, cpuRatioAtPeak, passed }) => [
    scenario,
    spread(throughputRatio, percent),
    spread(cpuRatio, times),
    spread(cpuRatioAtPeak, times),
    passed ? 'yes' : '**no**',
  ])
  return table(
    ['Parley against the floor', 'throughput', 'CPU, open loop', 'CPU, closed loop', 'within the bars'],
    rows,
  )
}

function processing({ live, drain }: Pass): string {
  const rows = live.map(({ scenario, perSecond, door, behindSeconds, cpuPerEvent }) => [
    `${scenario}, processed as they come`,
    String(perSecond),
    door.p50.toFixed(1),
    door.p99.toFixed(1),
    behindSeconds?.toFixed(1) ?? 'not yet',
    whole(cpuPerEvent),
  ])
  const backlog = [
    `backlog of ${drain.backlog}, ${drain.processed} processed`,
    whole(drain.perSecond),
    '',
    '',
    '',
    whole(drain.cpuPerEvent),
  ]
  return table(
    [
      'processing',
      'events/s',
      'answer p50 ms',
      'answer p99 ms',
      'done, s after the last answer',
      'CPU µs/event',
    ],
    [...rows, backlog],
  )
}

function memory({ comparisons, drain }: Pass): string {
  const rows = comparisons.map(({ scenario, parley }) => [
    scenario,
    ...[...parley.peak, ...parley.steady].map(sample => whole(sample.memory)),
  ])
  const rounds = comparisons[0]?.parley.peak.map((_, round) => `round ${round + 1}`) ?? []
  const heading = [
    'Parley, resident MB',
    ...rounds.map(round => `closed ${round}`),
    ...rounds.map(round => `open ${round}`),
  ]
  return table(heading, [...rows, ['backlog', whole(drain.memory), ...heading.slice(2).map(() => '')]])
}

function figures(samples: readonly Sample[]): readonly string[] {
  const of = (figure: (sample: Sample) => number, format: (value: number) => string) =>
    spread(spreadOf(samples.map(figure)), format)
  const median = (figure: (sample: Sample) => number, format: (value: number) => string) =>
    format(spreadOf(samples.map(figure)).median)
  return [
    of(sample => sample.perSecond, whole),
    median(sample => sample.p50, tenths),
    median(sample => sample.p90, tenths),
    of(sample => sample.p99, tenths),
    tenths(Math.max(...samples.map(sample => sample.max))),
    of(sample => sample.serverCpu, whole),
    of(sample => sample.databaseCpu, whole),
    median(sample => sample.generatorCpu, whole),
  ]
}

/** The median, with the minimum and maximum in brackets. */
function spread({ median, min, max }: Spread, format: (value: number) => string): string {
  return min === max ? format(median) : `${format(median)} (${format(min)}–${format(max)})`
}

const whole = (value: number): string => value.toFixed(0)
const tenths = (value: number): string => value.toFixed(1)
const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`
const times = (ratio: number): string => `${ratio.toFixed(2)}x`

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n')
}
