import { describe, expect, it } from 'vitest'
import { createRandom } from '../stats/draw/random.ts'
import { createEvaluator, type Evaluation, type LoggedDecision } from './offline.ts'
import { createRewardModel, type ReplayedDecision } from './reward-model.ts'

/** Predicts the outcomes of a whole log. */
function predictOutcomes(log: readonly ReplayedDecision[]): readonly LoggedDecision[] {
  const model = createRewardModel()
  for (const [at, decision] of log.entries()) model.learn(decision, at)
  return log.map(model.predict)
}

/** Evaluates a policy on a whole log. */
function evaluatePolicy(log: readonly LoggedDecision[]): Evaluation {
  const evaluator = createEvaluator()
  for (const decision of log) evaluator.add(decision)
  return evaluator.evaluation()
}

const RATES: Readonly<Record<string, readonly [young: number, old: number]>> = {
  a: [0.1, 0.4],
  b: [0.3, 0.2],
}

/** Logged by a policy that likes a; evaluated is one that gives b to the young and a to the old. */
function logOf(decisions: number, propensityOfB: number, seed: string): readonly ReplayedDecision[] {
  const random = createRandom('log', seed)
  return Array.from({ length: decisions }, () => {
    const isOld = random() < 0.5
    const variantId = random() < propensityOfB ? 'b' : 'a'
    const rate = RATES[variantId]?.[isOld ? 1 : 0] ?? 0
    return {
      variantId,
      cell: isOld ? 'old' : 'young',
      outcome: random() < rate ? 1 : 0,
      propensity: variantId === 'b' ? propensityOfB : 1 - propensityOfB,
      policy: new Map([
        ['a', isOld ? 0.9 : 0.1],
        ['b', isOld ? 0.1 : 0.9],
      ]),
    }
  })
}

// (0.9 · 0.4 + 0.1 · 0.2 + 0.1 · 0.1 + 0.9 · 0.3) / 2
const TRUTH = 0.33

describe('a policy on the log of another', () => {
  it('gets its true value, by all three estimates', () => {
    const found = evaluatePolicy(predictOutcomes(logOf(20_000, 0.2, 'long')))
    if (!found.ok) throw new Error(found.reason)
    for (const { estimate, standardError } of [
      found.inversePropensity,
      found.selfNormalised,
      found.doublyRobust,
    ])
      expect(Math.abs(estimate - TRUTH)).toBeLessThan(4 * standardError)
    expect(found.doublyRobust.standardError).toBeLessThan(found.inversePropensity.standardError)
    expect(found.logged.estimate).toBeLessThan(0.29)
  })

  it('is within its intervals about as often as their level', () => {
    const logs = 200
    const held = { selfNormalised: 0, doublyRobust: 0 }
    for (let log = 0; log < logs; log++) {
      const found = evaluatePolicy(predictOutcomes(logOf(1500, 0.3, String(log))))
      if (!found.ok) throw new Error(found.reason)
      for (const name of ['selfNormalised', 'doublyRobust'] as const) {
        const [low, high] = found[name].interval
        if (low <= TRUTH && TRUTH <= high) held[name]++
      }
    }
    for (const share of Object.values(held)) expect(Math.abs(share / logs - 0.95)).toBeLessThan(0.05)
  })

  it('gets the logged value if it is the logged policy', () => {
    const log = logOf(1000, 0.5, 'same').map(decision => ({
      ...decision,
      policy: new Map([
        ['a', 0.5],
        ['b', 0.5],
      ]),
    }))
    const found = evaluatePolicy(predictOutcomes(log))
    if (!found.ok) throw new Error(found.reason)
    expect(found.effectiveSampleSize).toBeCloseTo(1000, 6)
    expect(found.inversePropensity.estimate).toBeCloseTo(found.logged.estimate, 12)
    expect(found.selfNormalised.estimate).toBeCloseTo(found.logged.estimate, 12)
  })

  it('is refused if hardly any decision resembles its choices', () => {
    const found = evaluatePolicy(predictOutcomes(logOf(2000, 0.02, 'rare')))
    expect(found.ok).toBe(false)
    expect(found.effectiveSampleSize).toBeLessThan(200)
    if (!found.ok) expect(found.reason).toContain('200')
    expect(evaluatePolicy([]).ok).toBe(false)
  })

  it('needs true propensities', () => {
    const [decision] = predictOutcomes(logOf(1, 0.5, 'one'))
    if (!decision) throw new Error('there is one')
    expect(() => evaluatePolicy([{ ...decision, propensity: 0 }])).toThrow(RangeError)
  })
})
