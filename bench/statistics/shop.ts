import { drawBinomial } from '../../src/core/stats/draw/draw-binomial.ts'
import type { Random } from '../../src/core/stats/draw/random.ts'
import { normalCdf } from '../../src/core/stats/normal-cdf.ts'
import { drawLogNormal } from '../bandit/stats/draw-log-normal.ts'

/** A shop without any difference between its wordings: order values are log-normal, of the size 40.00. */
export interface Shop {
  readonly name: string
  readonly messagesPerDay: number
  /** The share of messages with an order. */
  readonly orders: number
  /** The deviation of the logarithms of order values. */
  readonly sigma: number
}

export const SHOPS: readonly Shop[] = [
  { name: 'orders of 5 %, sigma 1', messagesPerDay: 1000, orders: 0.05, sigma: 1 },
  { name: 'orders of 5 %, sigma 2', messagesPerDay: 1000, orders: 0.05, sigma: 2 },
  { name: 'orders of 2 %, sigma 2', messagesPerDay: 2000, orders: 0.02, sigma: 2 },
]

/** Control, and four wordings whose shares move with luck. */
const CONTROL = 0.1
export const WORDINGS = 4
const TYPICAL = 4000

/** The messages of one variant on one day, and the values of its orders. */
export interface Day {
  readonly propensity: number
  readonly messages: number
  readonly values: readonly number[]
}

/** The wording with the largest mean so far gets most of the traffic. */
export function sharesAfter(days: readonly (readonly Day[])[]): readonly number[] {
  const means = Array.from({ length: WORDINGS }, (_, at) => {
    const own = days.flatMap(day => day[at + 1] ?? [])
    const earned = own.flatMap(({ values }) => values).reduce((sum, value) => sum + value, 0)
    return earned / own.reduce((sum, { messages }) => sum + messages, 0)
  })
  const best = means.indexOf(Math.max(...means))
  const shares = means.map((_, at) => (days.length < 3 ? 1 / WORDINGS : at === best ? 0.7 : 0.1))
  return [CONTROL, ...shares.map(share => (1 - CONTROL) * share)]
}

export function playDay(shop: Shop, shares: readonly number[], random: Random): readonly Day[] {
  let [left, room] = [shop.messagesPerDay, 1]
  return shares.map(propensity => {
    const messages = drawBinomial(left, Math.min(1, propensity / room), random)
    left -= messages
    room -= propensity
    const orders = drawBinomial(messages, shop.orders, random)
    const values = Array.from({ length: orders }, () => drawLogNormal(Math.log(TYPICAL), shop.sigma, random))
    return { propensity, messages, values }
  })
}

/** The mean of the smaller of the cap and the value of an order. */
export function cappedMean(cap: number, sigma: number): number {
  const mu = Math.log(TYPICAL)
  const whole = Math.exp(mu + sigma ** 2 / 2)
  if (cap === Number.POSITIVE_INFINITY) return whole
  const at = (Math.log(cap) - mu) / sigma
  return whole * normalCdf(at - sigma) + cap * (1 - normalCdf(at))
}
