import { ALPHA } from '../../../src/core/inference/alpha.ts'
import { type BucketedGroup, designEffect } from '../../../src/core/inference/design-effect.ts'
import {
  type Comparison,
  compareGroups,
  compareWeighted,
  type Group,
} from '../../../src/core/inference/lift.ts'
import { compareStratified } from '../../../src/core/inference/stratified/compare-stratified.ts'
import { familyAlphas } from '../../../src/core/inference/stratified/family-alpha.ts'
import { stratify } from '../../../src/core/inference/stratified/strata.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../../src/core/inference/sums.ts'
import { drawBeta } from '../../../src/core/stats/draw/draw-beta.ts'
import { createRandom, type Random } from '../../../src/core/stats/draw/random.ts'
import { DAY_MS } from '../../../src/lib/duration.ts'
import type { PeopleWorld } from './people-world.ts'

const BUCKETS = [64, 128, 256] as const
const STRETCHES = 4
const FLOOR = 0.02
const ROWS = 128

export interface PeopleLife {
  pooledPlain: boolean
  pooled: boolean[]
  wordingPlain: boolean
  wording: boolean[]
  effect: number[]
  wider: number[]
}

interface Person {
  rate: number
  split: number
  choice: number
  bucket: number
}
interface Stretch {
  arms: ArmSums[]
  share: number
}

export function liveAmongPeople(world: PeopleWorld, seed: string): PeopleLife {
  const random = createRandom('people', world.name, seed)
  const people: Person[] = []
  const cumulative: number[] = []
  const newPerson = (): Person => ({
    rate: world.rateOf(random),
    split: random(),
    choice: random(),
    bucket: Math.floor(random() * 256),
  })
  const count = Math.round((world.messagesPerDay * world.days) / world.each)
  let sum = 0
  if (world.each > 1)
    for (let at = 0; at < count; at++) {
      people.push(newPerson())
      sum += world.isUneven ? Math.exp(1.2 * gauss(random)) : 1
      cumulative.push(sum)
    }
  const pick = (): Person => {
    if (world.each === 1) return newPerson()
    if (!world.isUneven) return people[Math.floor(random() * count)]!
    const target = random() * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const mid = (low + high) >> 1
      if (cumulative[mid]! < target) low = mid + 1
      else high = mid
    }
    return people[low]!
  }
  const k = world.joins.length
  const n = [new Float64Array(256), new Float64Array(256)]
  const y = [new Float64Array(256), new Float64Array(256)]
  const totals = Array.from({ length: k + 1 }, () => [0, 0] as [number, number])
  const stretches: Stretch[] = []
  const life: PeopleLife = {
    pooledPlain: false,
    pooled: [false, false, false],
    wordingPlain: false,
    wording: [false, false, false],
    effect: [],
    wider: [],
  }
  for (let day = 0; day < world.days; day++) {
    const share = world.shareOn(day)
    const sharesFor = (isOn: (at: number) => boolean) => thompson(totals, isOn, random)
    const before = sharesFor(at => (world.joins[at] ?? 0) < day || day === 0)
    const after = sharesFor(at => (world.joins[at] ?? 0) <= day)
    for (let at = 0; at < STRETCHES; at++) {
      const arms = Array.from({ length: k + 1 }, () => NO_SUMS)
      const parts = at === 1 ? [before, after] : [at === 0 ? before : after]
      for (const shares of parts) {
        const sent = new Float64Array(k + 1)
        const won = new Float64Array(k + 1)
        const messages = Math.round(world.messagesPerDay / STRETCHES / parts.length)
        for (let m = 0; m < messages; m++) {
          const person = pick()
          const isControl = (world.isRandom ? random() : person.split) < share
          const arm = isControl ? 0 : 1 + choose(shares, world.isSticky ? person.choice : random())
          const bucket = world.isRandom && !world.isSticky ? Math.floor(random() * 256) : person.bucket
          const outcome = random() < person.rate * world.levelOn(day) ? 1 : 0
          sent[arm]! += 1
          won[arm]! += outcome
          n[isControl ? 0 : 1]![bucket]! += 1
          y[isControl ? 0 : 1]![bucket]! += outcome
        }
        for (let arm = 0; arm <= k; arm++) {
          const e = arm === 0 ? share : (1 - share) * (shares[arm - 1] ?? 0)
          if (e > 0) arms[arm] = addSums(arms[arm]!, evenSums(e, sent[arm]!, won[arm]!, won[arm]!))
          totals[arm]![0] += sent[arm]!
          totals[arm]![1] += won[arm]!
        }
      }
      stretches.push({ arms, share })
    }
    const effects = BUCKETS.map(b => designEffect([0, 1].map(g => fold(n[g]!, y[g]!, b))))
    const pooledPlain = pooledLook(stretches, 1)
    life.pooledPlain ||= isClaim(pooledPlain)
    const words = [1, ...effects].map(effect => wordingLook(world, stretches, effect))
    life.wordingPlain ||= words[0]!
    effects.forEach((effect, i) => {
      const found = pooledLook(stretches, effect)
      life.pooled[i] ||= isClaim(found)
      life.wording[i] ||= words[i + 1]!
      if (day === world.days - 1) {
        life.effect.push(effect)
        life.wider.push(
          found?.relativeInterval && pooledPlain?.relativeInterval
            ? width(found.relativeInterval) / width(pooledPlain.relativeInterval)
            : NaN,
        )
      }
    })
  }
  return life
}

const width = ([low, high]: readonly [number, number]) => high - low
const isClaim = (found: Comparison | null) => (found?.direction ?? 'open') !== 'open'
const gauss = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

function fold(n: Float64Array, y: Float64Array, buckets: number): BucketedGroup {
  const messages = Array.from({ length: buckets }, () => 0)
  const totals = messages.map(() => 0)
  n.forEach((own, at) => {
    messages[at % buckets]! += own
    totals[at % buckets]! += y[at]!
  })
  return { messages, totals }
}

function choose(shares: readonly number[], unit: number): number {
  let left = unit
  for (let at = 0; at < shares.length; at++) {
    left -= shares[at]!
    if (left < 0) return at
  }
  return shares.length - 1 - [...shares].reverse().findIndex(s => s > 0)
}

function thompson(
  totals: readonly [number, number][],
  isOn: (at: number) => boolean,
  random: Random,
): number[] {
  const on = totals.slice(1).map((_, at) => isOn(at))
  const all = on.filter(Boolean).length
  const wins = on.map(() => 0)
  for (let row = 0; row < ROWS; row++) {
    let [best, highest] = [-1, -1]
    on.forEach((is, at) => {
      if (!is) return
      const [sent, won] = totals[at + 1]!
      const drawn = drawBeta(1 + won, 1 + sent - won, random)
      if (drawn > highest) [best, highest] = [at, drawn]
    })
    wins[best]! += 1
  }
  return on.map((is, at) => (is ? ((1 - FLOOR) * wins[at]!) / ROWS + FLOOR / all : 0))
}

function pooledLook(stretches: readonly Stretch[], effect: number): Comparison | null {
  const groups = stretches.map(({ arms: [control = NO_SUMS, ...wordings], share }) => {
    const { messages, outcome } = wordings.reduce(addSums, NO_SUMS)
    return { control, treatment: evenSums(1 - share, messages, outcome.total, outcome.squares) }
  })
  const control = groups.map(group => group.control).reduce(addSums, NO_SUMS)
  const treatment = groups.map(group => group.treatment).reduce(addSums, NO_SUMS)
  if (Math.min(control.messages, treatment.messages) < 100) return null
  const hasMoved = stretches.some(({ share }) => share !== stretches[0]?.share)
  const options = { kind: 'rate', designEffect: effect } as const
  return hasMoved
    ? compareWeighted(control, treatment, options)
    : compareGroups(plainOf(control), plainOf(treatment), options)
}
const plainOf = ({ messages, outcome }: ArmSums): Group => ({
  messages,
  total: outcome.total,
  squares: outcome.squares,
})

function wordingLook(world: PeopleWorld, stretches: readonly Stretch[], effect: number): boolean {
  const starts = new Map(
    world.joins.flatMap((joins, at) =>
      stretches.some(({ arms }) => arms[at + 1]!.messages > 0) ? [[String(at), joins * DAY_MS] as const] : [],
    ),
  )
  const alphas = familyAlphas(starts, ALPHA)
  return world.joins.some((_, at) => {
    const alpha = alphas.get(String(at)) ?? 0
    if (alpha === 0) return false
    const strata = stretches.map(({ arms }) => ({
      variant: arms[at + 1]!,
      other: arms[0]!,
      messages: arms.reduce((all, arm) => all + arm.messages, 0),
      total: arms.reduce((all, arm) => all + arm.outcome.total, 0),
    }))
    return isClaim(compareStratified(stratify(strata), { kind: 'rate', alpha, designEffect: effect }))
  })
}
