import { addLaunches, NO_LAUNCHES, type PlanTally } from '../../core/inference/plan.ts'
import type { JobKind, StoredJob } from '../../runtime/jobs/job.ts'
import { showJob } from '../../runtime/jobs/schema.ts'
import type { PlanThread } from './plan-thread-owner.ts'
import type { Simulation, SimulationJobView } from './schema.ts'
import type { PlanSettings } from './settings.ts'
import { answerSoFar } from './simulate.ts'

export const SIMULATION = 'simulation'

/** With fewer launches a first answer would jump about. */
const FIRST_ANSWER = 60
/** Launches of one step, and the variant-days that they take at most: about a second. */
const LAUNCHES_MAX = 20
const STEP_EFFORT = 8_000

/** Simulates a plan launch by launch, and refines the answer after each step. */
export const simulationJob = (thread: PlanThread): JobKind<PlanSettings, PlanTally> => ({
  kind: SIMULATION,
  async prepare({ input: settings, cursor, total }) {
    const before = cursor ?? NO_LAUNCHES
    const from = before.worlds
    const to = Math.min(total, from + launchesAtOnce(settings))
    const tally = addLaunches(before, await thread.launch({ settings, from, to }))
    const isEnd = to >= total
    const result = isEnd || to >= FIRST_ANSWER ? { result: answerSoFar(settings, tally) } : {}
    return async () => ({
      done: to - from,
      changed: to - from,
      cursor: isEnd ? null : tally,
      isEnd,
      ...result,
    })
  },
})

const launchesAtOnce = ({ variants, horizon_days }: PlanSettings): number =>
  Math.max(1, Math.min(LAUNCHES_MAX, Math.floor(STEP_EFFORT / (variants * horizon_days))))

/** A simulation in the format of the API. */
export function showSimulation(row: StoredJob): SimulationJobView {
  const { id, state, total, done, failure, created_at, finished_at } = showJob(row)
  return {
    ...{ id, state, failure, created_at, finished_at },
    progress: { done, total },
    plan: row.input as PlanSettings,
    partial: row.result as Simulation | null,
  }
}
