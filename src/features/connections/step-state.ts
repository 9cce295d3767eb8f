import type { Proof, Step } from '../../core/platforms/guide.ts'
import type { Fact } from './facts.ts'

/**
 * todo: something is to be done here first. listening: Parley waits for the platform. done: a fact says so. unknown: the
 * step leaves no trace in Parley.
 */
export type StepState = 'todo' | 'listening' | 'done' | 'unknown'

export interface StateOfStep {
  readonly state: StepState
  /** The fact, in a sentence; null if there is none. */
  readonly evidence: string | null
  /** Of a done step: when the fact was last so. Of a listening step: since when Parley waits, if known. */
  readonly since: Date | null
}

/** What a platform or a person over there does. Everything else is done in Parley. */
const ARRIVALS: ReadonlySet<Proof> = new Set<Proof>([
  'called',
  'verified',
  'asked',
  'traced',
  'sent',
  'clicked',
  'converted',
  'custom-events',
])

/**
 * The state of each step. A step is done once all its facts are there, in whatever order the steps are followed. Parley
 * listens for the first step that is missing and not optional, if only the platform can complete it.
 */
export function statesOf(
  steps: readonly Step[],
  factOf: (proof: Proof) => Fact | undefined,
): readonly StateOfStep[] {
  const here = steps.findIndex(
    step => !step.isOptional && step.proof !== undefined && missing(step).length > 0,
  )
  let latest: Date | null = null
  return steps.map((step, at) => {
    if (step.proof === undefined) return { state: 'unknown', evidence: null, since: null }
    const open = missing(step)
    if (open.length === 0) {
      const facts = step.proof.flatMap(proof => factOf(proof) ?? [])
      const since = newest(facts.map(fact => fact.since))
      latest = newest([latest, since])
      return { state: 'done', evidence: [...new Set(facts.map(({ text }) => text))].join(' '), since }
    }
    const isHeard = at === here && open.every(proof => ARRIVALS.has(proof))
    return { state: isHeard ? 'listening' : 'todo', evidence: null, since: isHeard ? latest : null }
  })

  function missing({ proof = [] }: Step): readonly Proof[] {
    return proof.filter(each => factOf(each) === undefined)
  }
}

function newest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((last, date) => (last === null || (date !== null && date > last) ? date : last), null)
}
