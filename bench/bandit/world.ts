import type { Window } from '../../src/core/bandit/delay/maturity.ts'
import { ageBucketOf, type Cohort } from '../../src/core/measure/cohort.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { Allotment } from './allotment.ts'
import { coarsen } from './stats/coarsen.ts'

/**
 * The data of a policy when it divides the traffic of the next ticks. One entry for each variant, including variants
 * that are not live yet.
 */
export interface Known {
  readonly refresh: number
  readonly nowMs: number
  /** The time until which reports are complete: behind `nowMs` while the platform is silent. */
  readonly completeUntilMs: number
  readonly live: readonly number[]
  readonly sends: Float64Array
  /** Successes that have been reported. */
  readonly successes: Float64Array
  /** Only in worlds with a delay. */
  readonly cohorts: readonly (readonly Cohort[])[]
  readonly window: Window | undefined
}

export interface Player {
  /** The share of each live variant, in the order of `known.live`; they sum to one. */
  weights(known: Known): readonly number[]
}

export interface BanditWorld {
  readonly ticks: number
  readonly tickMs: number
  readonly sendsPerTick: number
  /** The number of ticks between two looks of the policies. */
  readonly refreshTicks: number
  readonly variants: readonly { readonly joinsAtTick: number }[]
  readonly rateAt: (variant: number, tick: number) => number
  readonly delay?: {
    readonly window: Window
    /** The time from the message to its success, which must be within the window. */
    readonly drawMs: (random: () => number) => number
  }
  /** The platform reports nothing from one tick until before the other, and then everything. */
  readonly outage?: { readonly fromTick: number; readonly untilTick: number }
}

const DELAYS = 65_536

/**
 * Runs one world. Message number t has the same luck and the same delay whatever is sent, so policies are compared on
 * the same people.
 * @returns the expected successes lost against always sending the best live variant
 */
export function live(world: BanditWorld, seed: number, player: Player): number {
  const choices = createRandom('choices', String(seed))
  const luck = createRandom('luck', String(seed))
  const records = new Records(world)
  const delays = drawDelays(world, seed)
  let lost = 0
  let message = 0
  let allotment: Allotment | undefined
  let liveNow: readonly number[] = []
  for (let tick = 0; tick < world.ticks; tick++) {
    const joined = world.variants.some(({ joinsAtTick }) => joinsAtTick === tick)
    if (tick % world.refreshTicks === 0 || joined) {
      const known = records.known(tick)
      liveNow = known.live
      allotment = new Allotment(player.weights(known))
    }
    const rates = liveNow.map(variant => world.rateAt(variant, tick))
    const best = Math.max(...rates)
    const stepMs = world.tickMs / world.sendsPerTick
    for (let send = 0; send < world.sendsPerTick; send++, message++) {
      const place = allotment?.at(choices()) ?? 0
      const rate = rates[place] ?? 0
      lost += best - rate
      const delayMs = luck() < rate ? (delays[(message * 40_503) % DELAYS] ?? 0) : undefined
      records.add(liveNow[place] ?? 0, tick, (send + 0.5) * stepMs, delayMs)
    }
    records.hear(tick)
  }
  return lost
}

function drawDelays({ delay }: BanditWorld, seed: number): Float64Array {
  const random = createRandom('delays', String(seed))
  return Float64Array.from({ length: delay ? DELAYS : 0 }, () => delay?.drawMs(random) ?? 0)
}

interface OpenCohort extends Cohort {
  readonly successes: number[]
  sends: number
}

/** The platform's reports so far. The test against the whole product uses it too. */
export class Records {
  readonly #world: BanditWorld
  readonly #sends: Float64Array
  readonly #successes: Float64Array
  /** By variant, then by the tick of sending. */
  readonly #cohorts: OpenCohort[][]
  /** By the tick of their report: variant, tick of sending, age bucket, one after another. */
  readonly #reports: number[][]
  #refresh = 0

  constructor(world: BanditWorld) {
    this.#world = world
    this.#sends = new Float64Array(world.variants.length)
    this.#successes = new Float64Array(world.variants.length)
    this.#cohorts = world.variants.map(() => [])
    this.#reports = Array.from({ length: world.ticks }, () => [])
  }

  add(variant: number, tick: number, intoTickMs: number, delayMs: number | undefined): void {
    const { tickMs, delay, outage, ticks } = this.#world
    this.#sends[variant] = (this.#sends[variant] ?? 0) + 1
    if (delay === undefined) {
      if (delayMs !== undefined) this.#successes[variant] = (this.#successes[variant] ?? 0) + 1
      return
    }
    this.#cohortOf(variant, tick).sends++
    if (delayMs === undefined) return
    const happened = tick + Math.floor((intoTickMs + delayMs) / tickMs)
    const isSilent = outage && happened >= outage.fromTick && happened < outage.untilTick
    const heard = isSilent ? outage.untilTick : happened
    if (heard < ticks) this.#reports[heard]?.push(variant, tick, ageBucketOf(delayMs))
  }

  hear(tick: number): void {
    const reports = this.#reports[tick] ?? []
    for (let at = 0; at < reports.length; at += 3) {
      const [variant = 0, sentAt = 0, bucket = 0] = [reports[at], reports[at + 1], reports[at + 2]]
      this.#successes[variant] = (this.#successes[variant] ?? 0) + 1
      const { successes } = this.#cohortOf(variant, sentAt)
      while (successes.length <= bucket) successes.push(0)
      successes[bucket] = (successes[bucket] ?? 0) + 1
    }
    this.#reports[tick] = []
  }

  known(tick: number): Known {
    const { tickMs, outage, delay, variants } = this.#world
    const isSilent = outage && tick > outage.fromTick && tick <= outage.untilTick
    return {
      refresh: this.#refresh++,
      nowMs: tick * tickMs,
      completeUntilMs: (isSilent ? outage.fromTick : tick) * tickMs,
      live: [...variants.keys()].filter(variant => (variants[variant]?.joinsAtTick ?? 0) <= tick),
      sends: this.#sends,
      successes: this.#successes,
      cohorts: delay ? this.#cohorts.map(own => this.#inFew(own, tick)) : [],
      window: delay?.window,
    }
  }

  /** As in a store: all messages that have been mature for days form one cohort. */
  #inFew(own: readonly OpenCohort[], tick: number): readonly Cohort[] {
    const { tickMs, delay } = this.#world
    const recent = Math.max(0, tick - Math.ceil((1.5 * (delay?.window.untilMs ?? 0)) / tickMs))
    const present = own.filter(cohort => cohort !== undefined)
    const old = present.filter(({ fromMs }) => fromMs < recent * tickMs)
    return [...coarsen(old, Math.max(1, recent) * tickMs), ...present.slice(old.length)]
  }

  #cohortOf(variant: number, tick: number): OpenCohort {
    const { tickMs } = this.#world
    const own = this.#cohorts[variant] ?? []
    const known = own[tick]
    if (known) return known
    const made = { fromMs: tick * tickMs, untilMs: (tick + 1) * tickMs, sends: 0, successes: [] }
    own[tick] = made
    return made
  }
}
