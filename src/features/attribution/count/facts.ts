import { HOUR_MS } from '../../../lib/duration.ts'
import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import type { CountedMetric, Send } from '../send.ts'

/** An event that counts for a decision. */
export interface Attribution {
  readonly decisionId: string
  readonly eventId: string
  readonly metric: CountedMetric
  readonly machine: boolean
  readonly at: Date
  readonly amountMinor: number | null
  readonly currency: string | null
}

/** What is known of one message. Each thing happened or did not, however often it was reported; revenue sums. */
export interface Facts {
  readonly sentAt: Date | null
  /** When a person first clicked, else first opened it. */
  readonly respondedAt: Date | null
  readonly delivered: boolean
  readonly opened: boolean
  readonly machineOpened: boolean
  readonly clicked: boolean
  readonly machineClicked: boolean
  readonly converted: boolean
  readonly unsubscribed: boolean
  readonly bounced: boolean
  readonly complained: boolean
  /** When each first happened. */
  readonly openedAt: Date | null
  readonly machineOpenedAt: Date | null
  readonly clickedAt: Date | null
  readonly machineClickedAt: Date | null
  readonly convertedAt: Date | null
  readonly unsubscribedAt: Date | null
  readonly complainedAt: Date | null
  /** Minor units and number of orders, by currency. */
  readonly revenue: Readonly<Record<string, Money>>
}

export interface Money {
  readonly amount: number
  readonly orders: number
}

export const NO_FACTS: Facts = {
  sentAt: null,
  respondedAt: null,
  delivered: false,
  opened: false,
  machineOpened: false,
  clicked: false,
  machineClicked: false,
  converted: false,
  unsubscribed: false,
  bounced: false,
  complained: false,
  openedAt: null,
  machineOpenedAt: null,
  clickedAt: null,
  machineClickedAt: null,
  convertedAt: null,
  unsubscribedAt: null,
  complainedAt: null,
  revenue: {},
}

/** The facts that a message's events add up to. The order of the events does not matter. */
export function factsOf(attributions: readonly Attribution[]): Facts {
  const people = attributions.filter(({ machine }) => !machine)
  const machines = attributions.filter(({ machine }) => machine)
  const openedAt = earliest(people, OPENS)
  const machineOpenedAt = earliest(machines, OPENS)
  const clickedAt = earliest(people, CLICKS)
  const machineClickedAt = earliest(machines, CLICKS)
  const convertedAt = earliest(people, CONVERSIONS)
  const unsubscribedAt = earliest(people, UNSUBSCRIBES)
  const complainedAt = earliest(people, COMPLAINTS)
  return {
    sentAt: earliest(attributions, SENDS),
    respondedAt: clickedAt ?? openedAt,
    delivered: people.some(({ metric }) => metric === 'delivery'),
    opened: openedAt !== null,
    machineOpened: machineOpenedAt !== null,
    clicked: clickedAt !== null,
    machineClicked: machineClickedAt !== null,
    converted: convertedAt !== null,
    unsubscribed: unsubscribedAt !== null,
    bounced: people.some(({ metric }) => metric === 'bounce'),
    complained: complainedAt !== null,
    ...{ openedAt, machineOpenedAt, clickedAt, machineClickedAt, convertedAt, unsubscribedAt, complainedAt },
    revenue: revenueOf(attributions),
  }
}

/** What was seen was sent, whether or not the sender says so. */
const SENDS: ReadonlySet<CountedMetric> = new Set(['send', 'impression'])
const CLICKS: ReadonlySet<CountedMetric> = new Set(['click'])
const OPENS: ReadonlySet<CountedMetric> = new Set(['open', 'impression'])
const CONVERSIONS: ReadonlySet<CountedMetric> = new Set(['conversion'])
const UNSUBSCRIBES: ReadonlySet<CountedMetric> = new Set(['unsubscribe'])
const COMPLAINTS: ReadonlySet<CountedMetric> = new Set(['complaint'])

function earliest(attributions: readonly Attribution[], metrics: ReadonlySet<CountedMetric>): Date | null {
  const times = attributions.filter(({ metric }) => metrics.has(metric)).map(({ at }) => at.getTime())
  return times.length === 0 ? null : new Date(Math.min(...times))
}

function revenueOf(attributions: readonly Attribution[]): Facts['revenue'] {
  const revenue: Record<string, Money> = {}
  for (const { amountMinor, currency } of attributions) {
    if (amountMinor === null || currency === null) continue
    const { amount, orders } = revenue[currency] ?? { amount: 0, orders: 0 }
    revenue[currency] = { amount: amount + amountMinor, orders: orders + 1 }
  }
  return revenue
}

/** Sums per variant and hour, in the order of `COUNTS`. */
export const COUNTS = [
  'sends',
  'deliveries',
  'opens',
  'machine_opens',
  'clicks',
  'machine_clicks',
  'conversions',
  'unsubscribes',
  'bounces',
  'complaints',
] as const

const COUNTED_FACTS = [
  'sentAt',
  'delivered',
  'opened',
  'machineOpened',
  'clicked',
  'machineClicked',
  'converted',
  'unsubscribed',
  'bounced',
  'complained',
] as const satisfies readonly (keyof Facts)[]

/** Where a message is counted: by variant, arm, and the hour it was decided in. */
export interface Cell {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly hour: Date
}

export interface CountChange extends Cell {
  readonly change: readonly number[]
}

export interface RevenueChange extends Cell {
  readonly currency: string
  readonly amount: number
  /** Sum of the squared amounts per message: too large for a double. */
  readonly squares: bigint
  readonly orders: number
}

export interface Changed {
  readonly send: Send
  readonly before: Facts
  readonly after: Facts
}

/** What the sums gain and lose when messages' facts change. Cells without a change are left out. */
export function countChanges(changed: readonly Changed[]): {
  readonly counts: readonly CountChange[]
  readonly revenue: readonly RevenueChange[]
} {
  const counts = new Map<string, CountChange>()
  const revenue = new Map<string, RevenueChange>()
  for (const { send, before, after } of changed) {
    const cell = cellOf(send)
    if (!cell || !send.counted) continue
    const key = [cell.templateId, cell.variantId, cell.arm, cell.hour.toISOString()].join('|')
    const sums = counts.get(key)?.change ?? COUNTS.map(() => 0)
    counts.set(key, {
      ...cell,
      change: COUNTED_FACTS.map(
        (fact, at) => (sums[at] ?? 0) + Number(Boolean(after[fact])) - Number(Boolean(before[fact])),
      ),
    })
    for (const currency of new Set([...Object.keys(before.revenue), ...Object.keys(after.revenue)])) {
      const was = before.revenue[currency] ?? { amount: 0, orders: 0 }
      const is = after.revenue[currency] ?? { amount: 0, orders: 0 }
      const sum = revenue.get(`${key}|${currency}`) ?? {
        ...cell,
        currency,
        amount: 0,
        squares: 0n,
        orders: 0,
      }
      revenue.set(`${key}|${currency}`, {
        ...sum,
        amount: sum.amount + is.amount - was.amount,
        squares: sum.squares + BigInt(is.amount) ** 2n - BigInt(was.amount) ** 2n,
        orders: sum.orders + is.orders - was.orders,
      })
    }
  }
  return {
    counts: [...counts.values()].filter(({ change }) => change.some(Boolean)),
    revenue: [...revenue.values()].filter(
      ({ amount, squares, orders }) => amount !== 0 || squares !== 0n || orders !== 0,
    ),
  }
}

function cellOf(send: Send): Cell | undefined {
  const { templateId, arm, decidedAt } = send
  const variantId = countedVariant(send)
  if (variantId === undefined) return undefined
  return {
    ...{ templateId, variantId, arm },
    hour: new Date(Math.floor(decidedAt.getTime() / HOUR_MS) * HOUR_MS),
  }
}

/** Undefined for answers without any wording, which are in no sums. */
export const countedVariant = ({ variantId, isExternal }: Send): string | undefined =>
  variantId ?? (isExternal ? NO_VARIANT : undefined)
