import { runOpenLoop } from '../load.ts'
import { measure, type Sample } from '../measure.ts'
import { callsOf, type Scenario } from '../scenarios.ts'
import { type Lag, watchCounted } from './counted.ts'
import type { Scene } from './scene.ts'

/** Calls at a constant rate, processed as they come. */
export interface Steady extends Lag {
  readonly door: Sample
}

export async function measureSteady(
  { account, server, engine }: Scene,
  scenario: Scenario,
  {
    perSecond,
    seconds,
    series,
  }: { readonly perSecond: number; readonly seconds: number; readonly series: string },
): Promise<Steady> {
  const { calls, end } = await watchCounted(server, callsOf(scenario, account, series))
  const door = await measure(server, engine, connections =>
    runOpenLoop(connections, calls, perSecond, seconds),
  )
  return { door, ...(await end()) }
}
