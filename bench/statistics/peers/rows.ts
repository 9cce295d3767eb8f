import type { Kind } from '../../../src/core/inference/alpha.ts'
import type { Group } from '../../../src/core/inference/lift.ts'
import { createRandom } from '../../../src/core/stats/draw/random.ts'

/** A comparison with a fixed division of traffic. */
export interface Row {
  readonly name: string
  readonly kind: Kind
  readonly control: Group
  readonly treatment: Group
}

const rate = (messages: number, total: number): Group => ({ messages, total, squares: total })

/** @param control successes and messages, as "90/2000" */
function ofRates(control: string, treatment: string): Row {
  const groupOf = (text: string): Group => {
    const [successes = 0, messages = 0] = text.split('/').map(Number)
    return rate(messages, successes)
  }
  return {
    name: `${control} and ${treatment}`,
    kind: 'rate',
    ...{ control: groupOf(control), treatment: groupOf(treatment) },
  }
}

/** Orders after one message in twenty, with log-normal amounts. */
function amounts(messages: number, sigma: number, seed: string): Group {
  const random = createRandom('gbstats', seed)
  let [total, squares] = [0, 0]
  for (let order = 0; order < messages / 20; order++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const amount = Math.exp(3 + sigma * normal)
    total += amount
    squares += amount ** 2
  }
  return { messages, total, squares }
}

const ofRevenue = (control: number, treatment: number, sigma: number): Row => ({
  name: `revenue, sigma ${sigma}, ${control} and ${treatment} messages`,
  kind: 'amount',
  control: amounts(control, sigma, `control ${sigma}`),
  treatment: amounts(treatment, sigma, `treatment ${sigma}`),
})

export const ROWS: readonly Row[] = [
  ofRates('90/2000', '990/18000'),
  ofRates('250/5000', '250/5000'),
  ofRates('200/10000', '2070/90000'),
  ofRates('200/1000', '1980/9000'),
  ofRates('50/50000', '60/50000'),
  ofRates('5/500', '90/4500'),
  ofRevenue(2000, 18_000, 1),
  ofRevenue(5000, 45_000, 2),
]
