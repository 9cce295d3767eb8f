// Simulates launches in a thread of its own, the counterpart of `plan-thread-owner.ts`: choices never wait for them.
import { parentPort } from 'node:worker_threads'
import { STRATEGIES } from '../../core/bandit/strategies.ts'
import { launchInSteps } from '../../core/inference/plan.ts'
import { atOnce } from '../../lib/in-slices.ts'
import type { PlanSettings } from './settings.ts'
import { launchingOf } from './simulate.ts'

/** Launches of one plan: from a number on, up to another one. */
export interface Asked {
  readonly settings: PlanSettings
  readonly from: number
  readonly to: number
}

parentPort?.on('message', ({ settings, from, to }: Asked) => {
  const { plan, allocate } = launchingOf(settings, STRATEGIES.adaptive)
  parentPort?.postMessage(atOnce(launchInSteps(plan, allocate, { from, to }, settings.seed)))
})
