import { groupBy } from '../../src/lib/group-by.ts'
import type { AcknowledgedChoice, AcknowledgedEvent, Journal } from './journal.ts'

/** The counts of one variant in the results. */
export interface Figures {
  decisions: number
  sends: number
  opens: number
  clicks: number
  conversions: number
  revenue: number
}

/** What the results must say, by variant: counted from what was acknowledged, in the simplest way. */
export function recount({ choices, events }: Journal): Readonly<Record<string, Figures>> {
  const figures: Record<string, Figures> = {}
  const of = ({ variant }: AcknowledgedChoice): Figures => {
    figures[variant] ??= { decisions: 0, sends: 0, opens: 0, clicks: 0, conversions: 0, revenue: 0 }
    return figures[variant]
  }
  const all = [...events.values()]
  const messagesWith = (what: AcknowledgedEvent['what']) =>
    new Set(all.filter(event => event.what === what).map(({ message }) => message))
  const [sent, opened, clicked] = [messagesWith('send'), messagesWith('open'), messagesWith('click')]
  for (const choice of choices.values()) {
    const counts = of(choice)
    counts.decisions++
    counts.sends += Number(sent.has(choice.message))
    counts.opens += Number(opened.has(choice.message))
    counts.clicks += Number(clicked.has(choice.message))
  }
  const sendsBy = groupBy(
    all.filter(({ what }) => what === 'send'),
    ({ user }) => user,
  )
  const converted = new Set<string>()
  const cents = new Map<Figures, number>()
  for (const { user, atS, cents: paid } of all.filter(({ what }) => what === 'purchase')) {
    const choice = choices.get(lastSendBefore(atS, sendsBy.get(user) ?? []) ?? '')
    if (!choice) continue
    const counts = of(choice)
    counts.conversions += Number(!converted.has(choice.message))
    converted.add(choice.message)
    cents.set(counts, (cents.get(counts) ?? 0) + paid)
  }
  for (const [counts, sum] of cents) counts.revenue = sum / 100
  return figures
}

/** Last touch: the message that was sent to the buyer last before the purchase. */
const lastSendBefore = (atS: number, sends: readonly AcknowledgedEvent[]): string | undefined =>
  sends.filter(send => send.atS <= atS).sort((one, other) => other.atS - one.atS)[0]?.message
