import { numberInWords } from './numbers.ts'
import { ageInWords } from './time.ts'

export type RungKey = 'asked' | 'sent' | 'opened' | 'clicked' | 'converted'
export type RungTone = 'waiting' | 'live' | 'old'

export interface RungWords {
  readonly title: string
  /** What was last so, or what is missing. */
  readonly sub: string
  /** In the chip. */
  readonly chip: string
  readonly tone: RungTone
}

const TITLES: Readonly<Record<RungKey, string>> = {
  asked: 'Parley is asked for copy',
  sent: 'Sent',
  opened: 'Opened',
  clicked: 'Clicked',
  converted: 'Converted',
}

const UNITS: Readonly<Record<RungKey, string>> = {
  asked: 'choice',
  sent: 'message',
  opened: 'message',
  clicked: 'message',
  converted: 'message',
}

const MISSING: Readonly<Record<Exclude<RungKey, 'asked'>, string>> = {
  sent: 'no message was reported as sent yet',
  opened: 'no open was reported yet',
  clicked: 'no click was reported yet',
  converted: 'no conversion has counted yet',
}

interface Rung {
  readonly key: RungKey
  readonly last_at: string | null
  readonly count_24h: number
}

interface About {
  readonly template: string
  /** From how many days after the message on conversions count. */
  readonly offsetDays: number
  readonly now: number
}

/** One line of "Is it working?". */
export function rungInWords(
  { key, last_at, count_24h }: Rung,
  { template, offsetDays, now }: About,
): RungWords {
  const title = TITLES[key]
  if (last_at === null) {
    const sub = key === 'asked' ? `no call for ${template} yet` : missing(key, offsetDays)
    return { title, sub, chip: 'waiting', tone: 'waiting' }
  }
  const last = `last ${ageInWords(last_at, now)}`
  if (count_24h === 0) return { title, sub: last, chip: 'none in 24 h', tone: 'old' }
  const unit = count_24h === 1 ? UNITS[key] : `${UNITS[key]}s`
  return { title, sub: `${unit} in 24 h, ${last}`, chip: numberInWords(count_24h), tone: 'live' }
}

function missing(key: Exclude<RungKey, 'asked'>, offsetDays: number): string {
  if (key !== 'converted' || offsetDays === 0) return MISSING[key]
  return `${MISSING[key]}; they count from day ${numberInWords(offsetDays, Number.isInteger(offsetDays) ? 0 : 1)} on`
}

/** How many steps there are and about how long they take: "Seven steps, about ten minutes." Or that all are done. */
export function stepsInWords(count: number, isDone = false): string {
  const words = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']
  if (isDone) return `All ${(words[count] ?? String(count)).toLowerCase()} steps are done.`
  const minutes = Math.max(5, Math.round((count * 1.5) / 5) * 5)
  const time: Readonly<Record<number, string>> = { 5: 'five', 10: 'ten', 15: 'fifteen' }
  return `${words[count] ?? count} ${count === 1 ? 'step' : 'steps'}, about ${time[minutes] ?? minutes} minutes.`
}

/** A key of which the middle is hidden. */
export const maskedKey = (prefix: string, lastFour: string | null): string =>
  `${prefix}${'•'.repeat(16)}${lastFour ?? ''}`
