import { liveMoney } from './money.ts'
import { percent } from './report.ts'
import type { Shop } from './shop.ts'

export interface MoneyRow {
  readonly shop: string
  /** Shares of lives. */
  readonly liftFalse: number
  readonly missedWorst: number
  readonly outside: number
  /** Without an interval of the lift at the end. */
  readonly without: number
  /** The median at the end. */
  readonly halfWidth: number
}

export function moneyOf(shop: Shop, lives: number): MoneyRow {
  const played = Array.from({ length: lives }, (_, seed) => liveMoney(shop, String(seed)))
  const share = (is: (life: (typeof played)[number]) => boolean) => played.filter(is).length / lives
  const arms = played[0]?.missed.length ?? 0
  const widths = played.flatMap(({ halfWidth }) => halfWidth ?? []).toSorted((a, b) => a - b)
  return {
    shop: shop.name,
    liftFalse: share(({ isLiftFalse }) => isLiftFalse),
    missedWorst: Math.max(
      ...Array.from({ length: arms }, (_, arm) => share(({ missed }) => missed[arm] ?? false)),
    ),
    outside: share(({ isOutside }) => isOutside),
    without: share(({ halfWidth }) => halfWidth === undefined),
    halfWidth: widths[widths.length >> 1] ?? Number.POSITIVE_INFINITY,
  }
}

const MONEY_HEADER = [
  '| revenue, A/A | lift, false | interval of a variant misses, worst | point outside its interval | lift without interval | half width of the lift, median |',
  '|---|---|---|---|---|---|',
]

export const describeMoney = (rows: readonly MoneyRow[]): string =>
  [
    ...MONEY_HEADER,
    ...rows.map(
      ({ shop, liftFalse, missedWorst, outside, without, halfWidth }) =>
        [`| ${shop}`, ...[liftFalse, missedWorst, outside, without, halfWidth].map(percent)].join(' | ') +
        ' |',
    ),
  ].join('\n')
