import type { ShareCheck } from './share-check.ts'

/** Each group needs this many messages before a comparison is useful. */
export const MESSAGES_MIN = 100

/** After this many messages, a total lack of reactions is suspicious. */
const SILENT_MESSAGES_MAX = 200

/** A conclusion needs this share of messages past their window. */
const MATURE_MIN = 0.5

/** The limit of the value remaining, as a share of the leader: at most one per cent to gain from continuing. */
const CHANCE_TO_SHIP = 0.95
const VALUE_TO_SHIP = 0.01

export const GATE_NAMES = [
  'enough-messages',
  'split-as-configured',
  'tracking-alive',
  'matured',
  'money-counted',
  'same-time',
  'ready-to-ship',
] as const

/** What the two figures of a gate are. */
export const GATE_UNITS = ['messages', 'reports', 'share', 'chance'] as const

export interface Gate {
  readonly name: (typeof GATE_NAMES)[number]
  readonly ok: boolean
  /** The finding, in plain words. */
  readonly detail: string
  /** What there is, and what the gate asks for. Null if the gate has nothing to measure. */
  readonly have: number | null
  readonly need: number | null
  readonly unit: (typeof GATE_UNITS)[number]
  /** What to do, in one sentence. Null while the gate holds. */
  readonly fix: string | null
}

export interface GroupSizes {
  readonly control: number
  readonly treatment: number
}

/** The comparison uses this many messages in each group. */
export const hasEnoughMessages = ({ control, treatment }: GroupSizes): boolean =>
  Math.min(control, treatment) >= MESSAGES_MIN

export function enoughMessages(sizes: GroupSizes): Gate {
  const found = `Control has ${whole(sizes.control)} messages and treatment ${whole(sizes.treatment)}`
  const ok = hasEnoughMessages(sizes)
  const detail = ok
    ? `${found}; each has at least ${MESSAGES_MIN}.`
    : `${found}. Each needs at least ${MESSAGES_MIN} before a difference means anything.`
  const [have, need, unit] = [Math.min(sizes.control, sizes.treatment), MESSAGES_MIN, 'messages'] as const
  const fix = ok ? null : `Wait for ${whole(need - have)} more messages in ${smallerOf(sizes)}.`
  return { name: 'enough-messages', ok, detail, have, need, unit, fix }
}

const smallerOf = ({ control, treatment }: GroupSizes): keyof GroupSizes =>
  control <= treatment ? 'control' : 'treatment'

/**
 * @param sizes decisions
 * @param expected the share of control: as configured, or its mean over the decisions if it has changed
 * @param check of the groups
 */
export function splitAsConfigured(
  sizes: GroupSizes,
  { share, hasMoved }: { readonly share: number; readonly hasMoved: boolean },
  check: ShareCheck,
): Gate {
  const name = 'split-as-configured'
  const total = sizes.control + sizes.treatment
  const aim = { need: share, unit: 'share' } as const
  if (total === 0)
    return { name, ok: true, detail: 'Nothing has been decided yet.', have: null, ...aim, fix: null }
  const figures = { have: sizes.control / total, ...aim }
  const configured = hasMoved ? 'should have got, by the shares at that time,' : 'is configured to get'
  const found = `Control got ${percent(sizes.control / total)} of ${whole(total)} decisions and ${configured} ${percent(share)}`
  if (check.ok) return { name, ok: true, detail: `${found}.`, ...figures, fix: null }
  const advice =
    'If the share was changed, look at a time after the change; otherwise something other than chance decides which messages are counted, and the comparison is not fair.'
  const detail = `${found}: chance alone does not explain that. ${advice}`
  return { name, ok: false, detail, ...figures, fix: 'Find out what decides which messages are counted.' }
}

/**
 * @param reactions opens, clicks and conversions, including automated ones
 * @param custom messages with events of the organisation's own metrics
 */
export function trackingAlive(messages: number, reactions: number, custom = 0): Gate {
  const have = reactions + custom
  const ok = have > 0 || messages <= SILENT_MESSAGES_MAX
  const what = custom > 0 ? 'opens, clicks, conversions and other results' : 'opens, clicks and conversions'
  const found = `${whole(have)} ${what} were reported for ${whole(messages)} messages.`
  return {
    name: 'tracking-alive',
    ok,
    detail: ok ? found : `${found} Check the webhook of the platform.`,
    ...{ have, need: messages > SILENT_MESSAGES_MAX ? 1 : 0, unit: 'reports' },
    fix: ok ? null : 'Let the platform report opens, clicks and conversions to its webhook.',
  }
}

/**
 * @param windowDays undefined if the metric has no window
 * @param isCounted whether the comparison uses only mature messages
 */
export function matured(
  { messages, mature }: { readonly messages: number; readonly mature: number },
  windowDays: number | undefined,
  isCounted: boolean,
): Gate {
  const name = 'matured'
  const figures = { have: mature, need: Math.ceil(MATURE_MIN * messages), unit: 'messages' } as const
  if (windowDays === undefined) {
    const detail = 'This metric has no window to wait for.'
    return { name, ok: true, detail, ...figures, fix: null }
  }
  const ok = isCounted && mature >= MATURE_MIN * messages
  const found = `${whole(mature)} of ${whole(messages)} messages are past their window of ${windowDays} days`
  const counted = isCounted
    ? 'only those are in the lift'
    : 'until each group has enough of them, the lift uses all outcomes reported so far'
  const advice = 'Wait until at least half of them are.'
  const detail = `${found}; ${counted}.${ok ? '' : ` ${advice}`}`
  return { name, ok, detail, ...figures, fix: ok ? null : advice }
}

/** Of all orders, this share has to be in the organisation's currency. */
const OWN_CURRENCY_MIN = 0.9

/**
 * Whether the money is in the currency of the figures. Undefined if no money came in another one.
 * @param currency of the organisation
 * @param orders by currency; zero for money without an order, such as a refund
 * @param isConcerned whether the comparison is about money
 */
export function moneyCounted(
  currency: string,
  orders: Readonly<Record<string, number>>,
  isConcerned: boolean,
): Gate | undefined {
  const others = Object.keys(orders).filter(code => code !== currency)
  if (others.length === 0) return undefined
  const all = Object.values(orders).reduce((sum, count) => sum + count, 0)
  const have = all === 0 ? 0 : (orders[currency] ?? 0) / all
  const ok = !isConcerned || have >= OWN_CURRENCY_MIN
  const [first = currency] = others.toSorted((a, b) => (orders[b] ?? 0) - (orders[a] ?? 0))
  return {
    ...{ name: 'money-counted', ok, have, need: isConcerned ? OWN_CURRENCY_MIN : 0, unit: 'share' },
    detail: `${whole(all - (orders[currency] ?? 0))} of ${whole(all)} orders came in ${others.toSorted().join(', ')}. The figures of revenue count ${currency} only; revenue_by_currency has all.`,
    fix: ok ? null : `Set the organisation’s currency to ${first}, or send amounts in ${currency}.`,
  }
}

/** Whether all contenders began at the same time; if not, the time from which they are compared. */
export type SharedTime =
  | { readonly began: 'together' }
  | {
      readonly began: 'apart'
      /** The name of the contender that began last, and its start. */
      readonly latest: string
      readonly since: Date
      /** The contender with the fewest messages since then. */
      readonly fewest: { readonly name: string; readonly messages: number }
    }

/** Rates differ from day to day: sums of different days do not show which wording is better. */
export function sameTime(time: SharedTime): Gate {
  const name = 'same-time'
  const aim = { need: MESSAGES_MIN, unit: 'messages' } as const
  if (time.began === 'together')
    return { name, ok: true, detail: 'All contenders began at the same time.', have: null, ...aim, fix: null }
  const figures = { have: time.fewest.messages, ...aim }
  const { latest, since, fewest } = time
  const found = `“${latest}” began later than others, at ${since.toISOString()}`
  if (fewest.messages >= MESSAGES_MIN)
    return {
      ...{ name, ok: true, ...figures, fix: null },
      detail: `${found}. Contenders are compared by their messages since then.`,
    }
  const fix = 'Wait, or archive a variant that gets no more messages.'
  const detail = `${found}, and sums of different days cannot be compared. Each contender needs at least ${MESSAGES_MIN} messages since then; “${fewest.name}” has ${whole(fewest.messages)}. ${fix}`
  return { name, ok: false, detail, ...figures, fix }
}

export interface Leader {
  readonly name: string
  readonly chanceToBeBest: number
  /** By how much it beats control, with the better side positive; undefined if its own interval does not say that it does. */
  readonly lift: { readonly size: number; readonly interval: readonly [number, number] } | undefined
}

export interface Conclusion {
  /** Whether the interval of the difference excludes zero, with treatment on the better or the worse side. */
  readonly isBetter: boolean
  readonly isWorse: boolean
  /** Undefined if no variant may win. */
  readonly leader: Leader | undefined
  /** A share of the leader's rate; null if the leader has no rivals. */
  readonly valueRemaining: number | null
  /**
   * If contenders began at different times: a contender whose interval, over the shared time, reaches the leader's
   * estimate. Such intervals stay valid at every look and from any start.
   */
  readonly rival: string | undefined
}

/**
 * Whether the leader may be shipped: all other gates hold, it beats control, and little is left to learn. Its own interval
 * decides whether it beats control; without one, treatment as a whole does.
 */
export function readyToShip(
  others: readonly Pick<Gate, 'name' | 'ok'>[],
  { isBetter, isWorse, leader, valueRemaining, rival }: Conclusion,
): Gate {
  const name = 'ready-to-ship'
  const figures = {
    ...{ have: leader?.chanceToBeBest ?? null, need: CHANCE_TO_SHIP },
    unit: 'chance',
  } as const
  const refuse = (detail: string): Gate => ({ name, ok: false, detail, ...figures, fix: detail })
  const pass = (detail: string): Gate => ({ name, ok: true, detail, ...figures, fix: null })
  const closed = others.filter(({ ok }) => !ok)
  if (closed.length > 0)
    return refuse(`Not yet: ${closed.map(gate => gate.name).join(', ')} must hold first.`)
  const own = leader?.lift
  if (!own && isWorse) return refuse('The new wordings as a whole do worse than control. Do not ship them.')
  if (!own && !isBetter)
    return refuse('The interval of the difference still contains zero: control may be as good.')
  if (leader === undefined) return refuse('There is no approved variant with messages.')
  const beats = own
    ? `“${leader.name}” beats control by ${percent(own.size)} (${outward(own.interval)} %)`
    : 'The new wordings as a whole beat control'
  if (rival !== undefined)
    return refuse(
      `${beats}, but since all contenders can be chosen “${rival}” may be as good as “${leader.name}”.`,
    )
  // Control is among those to be best: treatment's lift contains archived wordings, so it does not say that of the leader.
  const chance = `${own ? 'it' : `“${leader.name}”`} is the best of all, control included, with a chance of ${leader.chanceToBeBest > 0.999 ? 'over 99.9 %' : percent(leader.chanceToBeBest)}`
  if (leader.chanceToBeBest >= CHANCE_TO_SHIP || valueRemaining === null)
    return pass(`${beats}, and ${chance}.`)
  const remaining = `at most ${percent(valueRemaining)} are left to gain by going on`
  if (valueRemaining <= VALUE_TO_SHIP) return pass(`${beats}; ${chance}, and ${remaining}.`)
  return refuse(`${beats}, but the wordings are not told apart: ${chance}, and ${remaining}.`)
}

/** The ends of an interval in per cent, rounded away from its middle. */
const outward = ([low, high]: readonly [number, number]): string =>
  `${(Math.floor(1000 * low) / 10).toFixed(1)} to ${(Math.ceil(1000 * high) / 10).toFixed(1)}`

const whole = (count: number): string => count.toLocaleString('en-US')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
