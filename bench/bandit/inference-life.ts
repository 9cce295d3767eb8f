// One simulated template in a known world, checked 60 times, with the contents of the results page at each look.
import {
  ALPHA,
  ALPHA_BEFORE_MATURE,
  ALPHA_MATURE,
  intervalMultiplier,
} from '../../src/core/inference/alpha.ts'
import { compareGroups, type Group } from '../../src/core/inference/lift.ts'
import { checkShares } from '../../src/core/inference/share-check.ts'
import {
  addOffered,
  evenSums,
  NOTHING_OFFERED,
  type OfferedSums,
  offeredSums,
} from '../../src/core/inference/sums.ts'
import { estimateVariant, type VariantEstimate } from '../../src/core/inference/variant-estimate.ts'
import { drawBeta } from '../../src/core/stats/draw/draw-beta.ts'
import { drawBinomial } from '../../src/core/stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'

export interface RateWorld {
  readonly name: string
  readonly control: number
  readonly variants: readonly number[]
  readonly controlShare: number
  readonly messagesPerLook: number
  /** The mean number of looks until a success is visible, and the number until a message is mature. Zero: at once. */
  readonly delayLooks: number
  readonly windowLooks: number
  /** All rates grow by this share, evenly around their mean, from the first look to the last. */
  readonly trend: number
}

export const LOOKS = 60
const FLOOR = 0.02
const ROWS = 256
const Z = 1.959964
const MATURE_ENOUGH = 100

export interface ArmVerdict {
  readonly truth: number
  /** The mean of its own messages, and whether its 95 % interval for one look contains the true rate. */
  readonly sampleMean: number
  readonly sampleHolds: boolean
  /** AIPW over the messages offered, and over Σ 1/e of its own. */
  readonly weighted: VariantEstimate | null
  readonly selfNormalised: number
  readonly alwaysHeld: boolean
  readonly finallyHeld: boolean
}

export interface Life {
  /** Whether any of the looks reported a difference between treatment and control. */
  readonly zAlarm: boolean
  readonly sequenceAlarm: boolean
  readonly ratioAlarm: boolean
  /** Whether any of the looks reported a wrong split. */
  readonly shareAlarm: boolean
  readonly arms: readonly ArmVerdict[]
}

interface Cohort {
  readonly sends: number
  /** By look, starting with the look of sending. */
  readonly visible: Float64Array
  readonly propensity: number
}

type Arm = readonly Cohort[]

/** Simulates all looks under Thompson sampling, which treats successes that are not visible yet as failures. */
export function live(world: RateWorld, seed: string): Life {
  const random = createRandom('inference', world.name, seed)
  const arms: Cohort[][] = [world.control, ...world.variants].map(() => [])
  const offered: OfferedSums[] = arms.map(() => NOTHING_OFFERED)
  const alarms = { z: false, sequence: false, ratio: false, share: false }
  const held = world.variants.map(() => true)
  for (let look = 0; look < LOOKS; look++) {
    send(world, look, { arms, offered }, random)
    const found = compareAt(world, arms, look)
    alarms.z ||= found.z
    alarms.sequence ||= found.sequence
    alarms.ratio ||= found.ratio
    alarms.share ||= !checkShares(arms.map((arm, at) => shareOf(at, arm, offered))).ok
    for (const at of world.variants.keys())
      if (!holds(estimateAt(world, arms, at + 1, look), truthAt(world, at, look))) held[at] = false
  }
  return {
    zAlarm: alarms.z,
    sequenceAlarm: alarms.sequence,
    ratioAlarm: alarms.ratio,
    shareAlarm: alarms.share,
    arms: world.variants.map((_, at) => armVerdict(world, arms, at, held[at] ?? false)),
  }
}

interface State {
  readonly arms: readonly Cohort[][]
  readonly offered: OfferedSums[]
}

function send(world: RateWorld, look: number, { arms, offered }: State, random: Random): void {
  const shares = thompsonShares(arms.slice(1), look - 1, random)
  const propensities = [world.controlShare, ...shares.map(share => (1 - world.controlShare) * share)]
  let left = world.messagesPerLook
  let room = 1
  for (const [at, propensity] of propensities.entries()) {
    const isLast = at === propensities.length - 1
    const sends = isLast ? left : drawBinomial(left, Math.min(1, propensity / room), random)
    left -= sends
    room -= propensity
    const successes = drawBinomial(sends, rateAt(world, at, look), random)
    arms[at]?.push({ sends, propensity, visible: visibleFrom(world, look, successes, random) })
    offered[at] = addOffered(offered[at] ?? NOTHING_OFFERED, offeredSums(propensity, world.messagesPerLook))
  }
}

/** @param arm 0 for control */
function rateAt({ control, variants, trend }: RateWorld, arm: number, look: number): number {
  const rate = arm === 0 ? control : (variants[arm - 1] ?? 0)
  return rate * (1 + trend * (look / (LOOKS - 1) - 0.5))
}

/** The mean rate of all messages up to a look, if all had been this variant. */
function truthAt(world: RateWorld, variant: number, look: number): number {
  const until = Math.max(0, look - world.windowLooks)
  return (rateAt(world, variant + 1, 0) + rateAt(world, variant + 1, until)) / 2
}

function visibleFrom(world: RateWorld, look: number, successes: number, random: Random): Float64Array {
  const visible = new Float64Array(LOOKS)
  const { delayLooks, windowLooks } = world
  if (delayLooks === 0) return visible.fill(successes, look)
  for (let success = 0; success < successes; success++) {
    // Truncated exponential: all successes are visible when the message is mature.
    const unit = random() * (1 - Math.exp(-windowLooks / delayLooks))
    const at = look + Math.floor(-delayLooks * Math.log1p(-unit))
    if (at < LOOKS) visible[at] = (visible[at] ?? 0) + 1
  }
  for (let at = look + 1; at < LOOKS; at++) visible[at] = (visible[at] ?? 0) + (visible[at - 1] ?? 0)
  return visible
}

function thompsonShares(arms: readonly Arm[], look: number, random: Random): readonly number[] {
  const known = arms.map(arm => groupOf(arm, look))
  const wins = known.map(() => 0)
  for (let row = 0; row < ROWS; row++) {
    const draws = known.map(({ messages, total }) => drawBeta(1 + total, 1 + messages - total, random))
    const winner = draws.indexOf(Math.max(...draws))
    wins[winner] = (wins[winner] ?? 0) + 1
  }
  return wins.map(won => ((1 - FLOOR) * won) / ROWS + FLOOR / wins.length)
}

/** As on the results page: all messages until each group has enough mature ones, then only the mature ones. */
function compareAt({ windowLooks }: RateWorld, [control = [], ...variants]: readonly Arm[], look: number) {
  const groups = (until: number) => ({
    control: groupOf(control.slice(0, until), look),
    treatment: poolOf(variants.map(arm => groupOf(arm.slice(0, until), look))),
  })
  const mature = groups(Math.max(0, look + 1 - windowLooks))
  const isMature = Math.min(mature.control.messages, mature.treatment.messages) >= MATURE_ENOUGH
  const basis = isMature ? mature : groups(look + 1)
  const alpha = windowLooks === 0 ? ALPHA : isMature ? ALPHA_MATURE : ALPHA_BEFORE_MATURE
  const comparison = compareGroups(basis.control, basis.treatment, { kind: 'rate', alpha })
  const messages = basis.control.messages + basis.treatment.messages
  const [low, high] = comparison?.relativeInterval ?? [-1, 1]
  return {
    z: Math.abs(zOf(basis.control, basis.treatment)) > Z,
    sequence: Math.abs(zOf(basis.control, basis.treatment)) > intervalMultiplier(messages, alpha),
    ratio: low > 0 || high < 0,
  }
}

function zOf(a: Group, b: Group): number {
  const pooled = (a.total + b.total) / (a.messages + b.messages)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.messages + 1 / b.messages))
  return error > 0 ? (a.total / a.messages - b.total / b.messages) / error : 0
}

function estimateAt(
  { windowLooks, messagesPerLook }: RateWorld,
  arms: readonly Arm[],
  at: number,
  look: number,
  isOfferedKnown = true,
): VariantEstimate | null {
  const mature = (arms[at] ?? []).slice(0, Math.max(0, look + 1 - windowLooks))
  const buckets = mature.map(({ propensity, sends, visible }) => ({
    sums: evenSums(propensity, sends, visible[look] ?? 0, visible[look] ?? 0),
    offered: isOfferedKnown ? messagesPerLook : undefined,
  }))
  return estimateVariant(buckets, { kind: 'rate' })
}

function armVerdict(world: RateWorld, arms: readonly Arm[], at: number, alwaysHeld: boolean): ArmVerdict {
  const look = LOOKS - 1
  const truth = truthAt(world, at, look)
  const weighted = estimateAt(world, arms, at + 1, look)
  const { messages, total } = groupOf((arms[at + 1] ?? []).slice(0, LOOKS - world.windowLooks), look)
  const sampleMean = total / messages
  const half = Z * Math.sqrt((sampleMean * (1 - sampleMean)) / messages)
  return {
    truth,
    sampleMean,
    sampleHolds: Math.abs(sampleMean - truth) <= half,
    weighted,
    selfNormalised: estimateAt(world, arms, at + 1, look, false)?.estimate ?? Number.NaN,
    alwaysHeld,
    finallyHeld: holds(weighted, truth),
  }
}

const holds = (found: VariantEstimate | null, truth: number): boolean => {
  const [low, high] = found?.interval ?? [0, 1]
  return low <= truth && truth <= high
}

const shareOf = (at: number, arm: Arm, offered: readonly OfferedSums[]) => ({
  id: String(at),
  chosen: arm.reduce((sum, { sends }) => sum + sends, 0),
  ...(offered[at] ?? NOTHING_OFFERED),
})

function groupOf(arm: Arm, look: number): Group {
  const messages = arm.reduce((sum, { sends }) => sum + sends, 0)
  const total = arm.reduce((sum, { visible }) => sum + (visible[look] ?? 0), 0)
  return { messages, total, squares: total }
}

const poolOf = (groups: readonly Group[]): Group => ({
  messages: groups.reduce((sum, { messages }) => sum + messages, 0),
  total: groups.reduce((sum, { total }) => sum + total, 0),
  squares: groups.reduce((sum, { squares }) => sum + squares, 0),
})
