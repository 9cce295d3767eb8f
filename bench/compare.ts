import type { Engine } from './engine.ts'
import { type Calls, runClosedLoop, runOpenLoop } from './load.ts'
import { measure, type Sample } from './measure.ts'
import { COMPARED, callsOf, type Scenario } from './scenarios.ts'
import type { Server } from './server.ts'
import type { Account } from './setup.ts'
import { type Spread, spreadOf } from './spread.ts'

export interface Plan {
  readonly rounds: number
  readonly warmUpSeconds: number
  readonly peakSeconds: number
  readonly steadySeconds: number
}

/** Samples of one server in one scenario, in the order of the rounds. */
export interface Side {
  readonly peak: readonly Sample[]
  readonly steady: readonly Sample[]
  /** The number of answered calls, including the warm-up. The store must contain as many. */
  readonly answered: number
  readonly faults: Readonly<Record<string, number>>
}

export interface Comparison {
  readonly scenario: Scenario['name']
  /** The constant rate of the open loop, the same for both. */
  readonly steadyPerSecond: number
  readonly floor: Side
  readonly parley: Side
  /** Parley over floor, round by round, so that noise that affects both cancels out. */
  readonly throughputRatio: Spread
  readonly cpuRatio: Spread
  readonly cpuRatioAtPeak: Spread
  /** Peak throughput, and processor time in both loops, as medians. */
  readonly passed: boolean
}

interface Subject {
  readonly server: Server
  readonly calls: Calls
  readonly peak: Sample[]
  readonly steady: Sample[]
}

// A share of the slower server's rate in the warm-up: the server is busy, but does not queue even when others take
// half of the machine.
const STEADY_SHARE = 1 / 3

/** Measures floor and Parley in alternation: floor, Parley, floor, Parley, … */
export async function compare(
  scenario: Scenario,
  account: Account,
  servers: { readonly floor: Server; readonly parley: Server },
  engine: Engine,
  plan: Plan,
): Promise<Comparison> {
  const subject = (server: Server): Subject => ({
    server,
    calls: callsOf(scenario, account, COMPARED),
    peak: [],
    steady: [],
  })
  const floor = subject(servers.floor)
  const parley = subject(servers.parley)
  const peakOf = ({ server, calls }: Subject, seconds: number) =>
    measure(server, engine, connections => runClosedLoop(connections, calls, seconds))
  const steadyOf = ({ server, calls }: Subject, perSecond: number) =>
    measure(server, engine, connections => runOpenLoop(connections, calls, perSecond, plan.steadySeconds))

  const warmUps = [await peakOf(floor, plan.warmUpSeconds), await peakOf(parley, plan.warmUpSeconds)] as const
  const steadyPerSecond = Math.max(
    1,
    Math.floor(STEADY_SHARE * Math.min(...warmUps.map(run => run.perSecond))),
  )
  for (let round = 0; round < plan.rounds; round++) {
    for (const side of [floor, parley]) side.peak.push(await peakOf(side, plan.peakSeconds))
    for (const side of [floor, parley]) side.steady.push(await steadyOf(side, steadyPerSecond))
  }
  return conclude(scenario, steadyPerSecond, sideOf(floor, warmUps[0]), sideOf(parley, warmUps[1]))
}

function sideOf({ peak, steady }: Subject, warmUp: Sample): Side {
  const all = [warmUp, ...peak, ...steady]
  const faults: Record<string, number> = {}
  for (const run of all) {
    for (const [fault, count] of Object.entries(run.faults)) faults[fault] = (faults[fault] ?? 0) + count
  }
  return { peak, steady, answered: all.reduce((sum, run) => sum + run.answered, 0), faults }
}

function conclude({ name, bars }: Scenario, steadyPerSecond: number, floor: Side, parley: Side): Comparison {
  const ratio = (phase: 'peak' | 'steady', figure: 'cpu' | 'perSecond') =>
    spreadOf(
      parley[phase].map((sample, round) => sample[figure] / (floor[phase][round]?.[figure] ?? Number.NaN)),
    )
  const throughputRatio = ratio('peak', 'perSecond')
  const cpuRatio = ratio('steady', 'cpu')
  const cpuRatioAtPeak = ratio('peak', 'cpu')
  return {
    scenario: name,
    steadyPerSecond,
    floor,
    parley,
    throughputRatio,
    cpuRatio,
    cpuRatioAtPeak,
    passed:
      throughputRatio.median >= bars.throughputRatioMin &&
      Math.max(cpuRatio.median, cpuRatioAtPeak.median) <= bars.cpuRatioMax,
  }
}
