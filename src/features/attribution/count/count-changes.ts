import { ALL_MEASURES, type FactColumn, type MomentColumn } from '../../../core/measure/measures.ts'
import { HOUR_MS } from '../../../lib/duration.ts'
import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import type { Send } from '../send.ts'
import { type Facts, isEmpty } from './facts.ts'

/** For each count, the column that tells whether the thing happened. */
const HAPPENED: readonly (FactColumn | MomentColumn)[] = ALL_MEASURES.map(measure =>
  'fact' in measure ? measure.fact : measure.moment,
)

/** The place where a message is counted: variant, arm, and the hour of the decision. */
export interface Cell {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly hour: Date
}

export interface CountChange extends Cell {
  /** In the order of `COUNT_NAMES`. */
  readonly change: readonly number[]
}

export interface RevenueChange extends Cell {
  readonly currency: string
  readonly amount: number
  /** Sum of the squared amounts per message. A double is too small for it. */
  readonly squares: bigint
  readonly orders: number
}

export interface Changed {
  readonly send: Send
  readonly before: Facts
  readonly after: Facts
}

/** The differences of the sums when the facts of messages change. Differences of zero are left out. */
export function countChanges(changed: readonly Changed[]): {
  readonly counts: readonly CountChange[]
  readonly revenue: readonly RevenueChange[]
} {
  const counts = new Map<string, CountChange & { readonly change: number[] }>()
  const revenue = new Map<string, RevenueChange>()
  for (const { send, before, after } of changed) {
    const cell = cellOf(send)
    if (!cell || !send.counted) continue
    const key = `${cell.templateId}|${cell.variantId}|${cell.arm}|${cell.hour.getTime()}`
    const sums = counts.get(key)?.change ?? HAPPENED.map(() => 0)
    if (!counts.has(key)) counts.set(key, { ...cell, change: sums })
    addHappened(sums, before, after)
    if (!isEmpty(before.revenue) || !isEmpty(after.revenue)) addRevenue(revenue, key, cell, before, after)
  }
  return {
    counts: [...counts.values()].filter(({ change }) => change.some(Boolean)),
    revenue: [...revenue.values()].filter(
      ({ amount, squares, orders }) => amount !== 0 || squares !== 0n || orders !== 0,
    ),
  }
}

function addHappened(sums: number[], before: Facts, after: Facts): void {
  let at = 0
  for (const column of HAPPENED) {
    const difference = Number(Boolean(after[column])) - Number(Boolean(before[column]))
    if (difference !== 0) sums[at] = (sums[at] ?? 0) + difference
    at += 1
  }
}

function addRevenue(
  revenue: Map<string, RevenueChange>,
  key: string,
  cell: Cell,
  before: Facts,
  after: Facts,
): void {
  for (const currency of new Set([...Object.keys(before.revenue), ...Object.keys(after.revenue)])) {
    const was = before.revenue[currency] ?? { amount: 0, orders: 0 }
    const is = after.revenue[currency] ?? { amount: 0, orders: 0 }
    const none = { ...cell, currency, amount: 0, squares: 0n, orders: 0 }
    const sum = revenue.get(`${key}|${currency}`) ?? none
    revenue.set(`${key}|${currency}`, {
      ...sum,
      amount: sum.amount + is.amount - was.amount,
      squares: sum.squares + BigInt(is.amount) ** 2n - BigInt(was.amount) ** 2n,
      orders: sum.orders + is.orders - was.orders,
    })
  }
}

/** The place where a message is counted; undefined for a decision without a wording. */
export function cellOf(send: Send): Cell | undefined {
  const { templateId, arm, decidedAt } = send
  const variantId = countedVariant(send)
  if (variantId === undefined) return undefined
  return {
    ...{ templateId, variantId, arm },
    hour: new Date(Math.floor(decidedAt.getTime() / HOUR_MS) * HOUR_MS),
  }
}

/** Undefined for decisions without a wording. They are in no sums. */
export const countedVariant = ({ variantId, isExternal }: Send): string | undefined =>
  variantId ?? (isExternal ? NO_VARIANT : undefined)
